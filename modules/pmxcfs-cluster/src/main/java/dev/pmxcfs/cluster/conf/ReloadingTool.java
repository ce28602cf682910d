package dev.pmxcfs.cluster.conf;

import dev.pmxcfs.state.failure.Reason;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Corosync's tool that has corosync read its configuration again, on all nodes. Blocks. */
final class ReloadingTool {

  private static final Logger LOG = LoggerFactory.getLogger(ReloadingTool.class);

  private static final String RELOAD = "-R";
  private static final long SECONDS = 60;

  /** What of its output is told. */
  private static final int MAX_OUTPUT = 1000;

  private final String command;

  ReloadingTool(String command) {
    this.command = command;
  }

  /** Runs it, for a minute at the most; failures are logged. */
  void run() {
    Process process = null;
    try {
      process =
          new ProcessBuilder(command, RELOAD)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      finish(process);
    } catch (IOException e) {
      LOG.error("corosync does not know its new configuration: {}", Reason.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  private void finish(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      LOG.error("{} {} does not end, and is killed after {} s", command, RELOAD, SECONDS);
    } else if (process.exitValue() != 0) {
      LOG.error(
          "{} {} has failed with status {}, so that corosync goes on with its old configuration: {}",
          command,
          RELOAD,
          process.exitValue(),
          output(process));
    } else {
      LOG.info("corosync has read its new configuration on all nodes");
    }
  }

  private static String output(Process process) throws IOException {
    try (InputStream output = process.getInputStream()) {
      return new String(output.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8).strip();
    }
  }
}
