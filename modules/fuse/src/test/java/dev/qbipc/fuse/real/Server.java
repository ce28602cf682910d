package dev.qbipc.fuse.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that serves a file system in a {@link Namespace}; a {@link TestServer} as a rule. */
public final class Server implements AutoCloseable {

  private static final String EXITED = "exited";

  private final Process process;
  private final Writer input;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

  private Server(Process process) {
    this.process = process;
    input = process.outputWriter(UTF_8);
    var reading = new Thread(this::read, "output of " + process.pid());
    reading.setDaemon(true);
    reading.start();
  }

  /** Starts a {@link TestServer}, whatever it says. */
  public static Server start(Namespace namespace, Path directory, String... options) {
    List<String> arguments = new ArrayList<>(List.of(directory.toString()));
    arguments.addAll(List.of(options));
    return start(namespace, TestServer.class, arguments);
  }

  /** Starts one that mounts. */
  public static Server mounted(Namespace namespace, Path directory, String... options) {
    Server server = start(namespace, directory, options);
    server.expect("mounted");
    return server;
  }

  /** Starts a program whose first line says what has become of the mount. */
  public static Server start(Namespace namespace, Class<?> program, List<String> arguments) {
    List<String> command = new ArrayList<>(namespace.entering());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", absoluteClassPath(), program.getName()));
    command.addAll(arguments);
    try {
      var builder = new ProcessBuilder(command);
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      return new Server(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The program runs in another directory. */
  private static String absoluteClassPath() {
    List<String> paths = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(":")) {
      paths.add(Path.of(path).toAbsolutePath().toString());
    }
    return String.join(":", paths);
  }

  private void read() {
    try (BufferedReader output = process.inputReader(UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        (line.startsWith("ended ") ? ends : lines).add(line);
      }
    } catch (IOException e) {
      // the process has been killed
    }
    lines.add(EXITED);
    ends.add(EXITED);
  }

  private static String take(BlockingQueue<String> lines, String what) {
    try {
      String line = lines.poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new AssertionError(what + " did not come in " + Patience.LIMIT);
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The next line that it prints. */
  public String line() {
    return take(lines, "a line");
  }

  /** The next line is this one. */
  public void expect(String expected) {
    String line = line();
    if (!line.equals(expected)) {
      throw new AssertionError("'" + line + "' came in place of '" + expected + "'");
    }
  }

  /** Why the session has ended, once it has. */
  public String end() {
    return take(ends, "the end").replace("ended ", "");
  }

  /** Has something done, and returns the answer. */
  public String ask(String command) {
    tell(command);
    return line();
  }

  /** Has something done. */
  public void tell(String command) {
    try {
      input.write(command + "\n");
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks again until it answers so. */
  public void awaitAnswer(String command, String expected) {
    Polling.until(() -> ask(command).equals(expected), command + " to be " + expected);
  }

  /** The process, with all its threads. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Stops it where it is. */
  public void suspend() {
    Processes.signal(process, "STOP");
  }

  /** Lets it go on. */
  public void resume() {
    Processes.signal(process, "CONT");
  }

  /** Kills it, and waits until it is gone. */
  public void kill() {
    close();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("a server does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
