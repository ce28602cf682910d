package dev.qbipc.testing.corosync;

import dev.qbipc.testing.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The shell of a node's namespaces, {@code node.sh}, which carries out commands one by one. */
public final class NodeShell implements AutoCloseable {

  private static final List<String> AS_ROOT = List.of("unshare", "--net", "--mount");
  private static final List<String> AS_ANYONE =
      List.of("unshare", "--user", "--map-root-user", "--net", "--mount");

  private final Process process;
  private final boolean asRoot;
  private final BufferedReader output;
  private final Writer input;

  private NodeShell(Process process, boolean asRoot) {
    this.process = process;
    this.asRoot = asRoot;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.input = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Makes the namespaces: as root, or as root of a user namespace.
   *
   * @param directory that becomes the node's /run
   * @param wrapper goes before the command; may be empty
   */
  public static NodeShell start(Path directory, List<String> wrapper) throws IOException {
    Path script = directory.resolve("node.sh");
    try (InputStream text = NodeShell.class.getResourceAsStream("/corosync/node.sh")) {
      Files.copy(text, script);
    }
    var failed = new ArrayList<String>();
    for (List<String> namespaces : List.of(AS_ROOT, AS_ANYONE)) {
      var command = new ArrayList<>(wrapper);
      command.addAll(namespaces);
      command.addAll(List.of("sh", script.toString(), directory.toString()));
      var shell =
          new NodeShell(
              new ProcessBuilder(command).redirectErrorStream(true).start(), namespaces == AS_ROOT);
      List<String> said = shell.readUntil("ready");
      if (said.contains("ready")) {
        return shell;
      }
      shell.close();
      failed.addAll(said);
    }
    throw new IllegalStateException(
        "no node could be made (the packages corosync, iproute2 and util-linux are needed): "
            + String.join("; ", failed));
  }

  /** Whether it did not take a user namespace. */
  public boolean isAsRoot() {
    return asRoot;
  }

  /** Runs a command that has to succeed. */
  public void mustRun(String command) {
    List<String> said = command("run " + command, "done ");
    if (!said.contains("done 0")) {
      throw new IllegalStateException(command + ": " + said);
    }
  }

  /** A command that enters the namespaces and runs another there. */
  List<String> inside(List<String> command) {
    var entering =
        new ArrayList<>(List.of("nsenter", "--target=" + process.pid(), "--net", "--mount"));
    if (!userNamespace("self").equals(userNamespace(Long.toString(pid())))) {
      entering.addAll(List.of("--user", "--preserve-credentials"));
    }
    entering.addAll(command);
    return entering;
  }

  private static Path userNamespace(String process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", process, "ns", "user"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The shell's process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * Carries out a command.
   *
   * @param last what the last line of its output begins with
   */
  public synchronized List<String> command(String command, String last) {
    try {
      input.write(command + "\n");
      input.flush();
      List<String> lines = readUntil(last);
      if (lines.isEmpty() || !lines.get(lines.size() - 1).startsWith(last)) {
        throw new IllegalStateException("the node ended at " + command + ": " + lines);
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException("the node takes no more commands", e);
    }
  }

  private List<String> readUntil(String last) throws IOException {
    var lines = new ArrayList<String>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.startsWith(last)) {
        break;
      }
    }
    return lines;
  }

  /** Ends it by the end of its input, and corosync with it. */
  @Override
  public void close() {
    try {
      input.close();
      if (!process.waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the node's shell did not end");
      }
    } catch (IOException e) {
      // It is gone already.
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
