package dev.qbipc.libqb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that a test has started, and the lines it prints. Use it in a try block: closing ends
 * the process, if need be by force, whatever became of the test.
 *
 * <p>The programs of the tests end at the end of their standard input, so they do not outlive a
 * killed JVM either.
 */
public final class ChildProcess implements AutoCloseable {

  private final Process process;
  private final Writer input;
  private final OutputLines lines = new OutputLines();

  private ChildProcess(Process process) {
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Starts a command. What it writes to standard error goes to the test's. */
  public static ChildProcess start(List<String> command) {
    try {
      var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
      var child = new ChildProcess(builder.start());
      var reader = new Thread(child::readLines, "output of " + command.get(0));
      reader.setDaemon(true);
      reader.start();
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + String.join(" ", command), e);
    }
  }

  private void readLines() {
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // The process was killed while it wrote.
    }
    lines.end();
  }

  /** The process's id. */
  public int pid() {
    return (int) process.pid();
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it has printed. */
  public OutputLines output() {
    return lines;
  }

  /** As {@link OutputLines#await}. */
  public String awaitLine(String... prefixes) {
    return lines.await(prefixes);
  }

  /** Writes a line to its standard input. */
  public void command(String line) {
    try {
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the process takes no more commands", e);
    }
  }

  /** Kills it at once (SIGKILL) and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    if (!awaitExit()) {
      throw new AssertionError("process " + pid() + " survived SIGKILL");
    }
  }

  /** Waits until it has ended by itself. */
  public int exitCode() {
    if (!awaitExit()) {
      throw new AssertionError("process " + pid() + " did not end in " + OutputLines.PATIENCE);
    }
    return process.exitValue();
  }

  private boolean awaitExit() {
    try {
      return process.waitFor(OutputLines.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return false;
    }
  }

  /** Lets it end by closing its standard input, and kills it if that does not help. */
  @Override
  public void close() {
    try {
      input.close();
    } catch (IOException e) {
      // It is gone already.
    }
    if (!awaitExit()) {
      kill();
    }
  }
}
