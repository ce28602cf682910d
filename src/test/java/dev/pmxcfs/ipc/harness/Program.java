package dev.pmxcfs.ipc.harness;

import dev.pmxcfs.ipc.cli.PmxcfsIpc;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.libqb.Posix;
import dev.qbipc.testing.Patience;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The program as a process of its own, on the class path of the tests. Use it in a try block:
 * closing ends it, whatever became of the test.
 */
public final class Program implements AutoCloseable {

  /** How long anything may take that a test waits for. */
  public static final Duration PATIENCE = Patience.LIMIT;

  /** A shell has its background jobs ignore SIGINT, and so would the program that they test. */
  public static final List<String> OWN_SIGNALS = List.of("env", "--default-signal=INT");

  /** JDKs from here on ask for consent to native calls and to Netty's memory. */
  private static final int JDK_WITH_CONSENT = 24;

  private static final int SIGINT = 2;
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;
  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;

  /** Behind the name in a thread's {@code stat}, which ends with a bracket. */
  private static final int NICE_FIELD = 17;

  private static final AtomicInteger SERVICES = new AtomicInteger();

  private final Process process;
  private final Path errors;
  private final Path temporary;

  private Program(Process process, Path errors, Path temporary) {
    this.process = process;
    this.errors = errors;
    this.temporary = temporary;
  }

  /**
   * What a program that has ended left.
   *
   * @param status its exit status
   * @param output its standard output
   * @param errors the lines of its standard error
   */
  public record Result(int status, byte[] output, List<String> errors) {

    public String text() {
      return new String(output, StandardCharsets.UTF_8);
    }
  }

  /** A service name that no other test has. */
  public static String newService() {
    return "pmxcfs-ipc-" + ProcessHandle.current().pid() + "-" + SERVICES.incrementAndGet();
  }

  /** Starts the program. */
  public static Program start(String... arguments) {
    return startWithin(List.of(), arguments);
  }

  /** Starts the program by way of another command, such as {@code unshare}. */
  public static Program startWithin(List<String> wrapper, String... arguments) {
    return start(wrapper, packed(), temporary -> {}, arguments);
  }

  /** Starts the program as another user. */
  public static Program startAs(OrdinaryUser user, String... arguments) {
    return start(user.wrapper(), user.java(), user::own, arguments);
  }

  /** Starts another user's copy of the program, as the user who runs the tests. */
  public static Program startCopyOf(OrdinaryUser user, String... arguments) {
    return start(List.of(), user.java(), temporary -> {}, arguments);
  }

  private static Program start(
      List<String> wrapper, List<String> java, Consumer<Path> prepare, String... arguments) {
    try {
      Path errors = Files.createTempFile("pmxcfs-ipc", ".stderr");
      errors.toFile().deleteOnExit();
      Path temporary = Files.createTempDirectory("pmxcfs-ipc");
      temporary.toFile().deleteOnExit();
      List<String> command = new ArrayList<>(OWN_SIGNALS);
      prepare.accept(temporary);
      command.addAll(wrapper);
      command.addAll(java);
      command.add("-Djava.io.tmpdir=" + temporary);
      command.add(PmxcfsIpc.class.getName());
      command.addAll(withoutTheMachinesRrd(arguments));
      Process process =
          new ProcessBuilder(command).redirectError(Redirect.to(errors.toFile())).start();
      return new Program(process, errors, temporary);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** No test sends measurements to the machine's rrdcached, or into its files. */
  private static List<String> withoutTheMachinesRrd(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (all.contains("serve") && !all.contains("--rrd-directory")) {
      Path directory = Files.createTempDirectory("pmxcfs-ipc-rrd");
      directory.toFile().deleteOnExit();
      all.addAll(List.of("--rrd-directory", directory.toString()));
      all.addAll(List.of("--rrdcached", directory.resolve("no-socket").toString()));
    }
    return all;
  }

  /** Starts a service and waits until clients can connect. */
  public static Program startService(String service, String... arguments) {
    return startService(List.of(), service, arguments);
  }

  /** As {@link #startService(String, String...)}, by way of another command. */
  public static Program startService(List<String> wrapper, String service, String... arguments) {
    return ready(service, startWithin(wrapper, arguments));
  }

  /** As {@link #startService(String, String...)}, as another user. */
  public static Program startServiceAs(OrdinaryUser user, String service, String... arguments) {
    return ready(service, startAs(user, arguments));
  }

  private static Program ready(String service, Program program) {
    program.awaitReady(service);
    return program;
  }

  /** Waits until it says that clients can connect. */
  public void awaitReady(String service) {
    String line = readLine();
    if (!("ready @" + service).equals(line)) {
      close();
      throw new AssertionError("no ready line but " + line + "; " + errorLines());
    }
  }

  /** Runs the program to its end. */
  public static Result run(String... arguments) {
    try (Program program = start(arguments)) {
      return program.awaitEnd(PATIENCE);
    }
  }

  /** Java with what it needs to run the program's main class, and those of the tests. */
  public static List<String> java() {
    List<String> command = withoutClassPath();
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return command;
  }

  /** Java with what it needs to run the program's main class alone, which starts sooner. */
  public static List<String> packed() {
    List<String> command = withoutClassPath();
    command.addAll(PackedProgram.options(command));
    return command;
  }

  private static List<String> withoutClassPath() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= JDK_WITH_CONSENT) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
    command.add("-Dpmxcfs.modules=" + System.getProperty("pmxcfs.modules"));
    return command;
  }

  /** The files that it has in its directory for temporary ones. */
  public List<Path> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.toList();
    }
  }

  /** Writes to standard input, and ends it. */
  public void input(byte[] bytes) {
    try (OutputStream input = process.getOutputStream()) {
      input.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** The ids of the threads whose names begin so; the kernel keeps 15 characters of a name. */
  public List<Long> threads(String prefix) {
    try (Stream<Path> tasks = Files.list(tasks())) {
      return tasks
          .filter(task -> read(task.resolve("comm")).startsWith(prefix))
          .map(task -> Long.valueOf(task.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A thread's nice value. */
  public int nice(long thread) {
    String stat = read(tasks().resolve(Long.toString(thread)).resolve("stat"));
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')')).split(" ")[NICE_FIELD]);
  }

  private Path tasks() {
    return Path.of("/proc", Long.toString(pid()), "task");
  }

  /** Nothing of a thread that has ended. */
  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  /** The next line of standard output, or null at its end. */
  public String readLine() {
    CompletableFuture<String> line = CompletableFuture.supplyAsync(this::readLineNow);
    try {
      return line.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
      throw new AssertionError("no line on standard output", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String readLineNow() {
    try {
      return process.inputReader(StandardCharsets.UTF_8).readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to end, as systemd does. */
  public void terminate() {
    Posix.signal((int) pid(), SIGTERM);
  }

  /** Asks it to end, as Ctrl-C does. */
  public void interrupt() {
    Posix.signal((int) pid(), SIGINT);
  }

  /** Ends it at once, as a crash does. */
  public void kill() {
    Posix.signal((int) pid(), SIGKILL);
  }

  /** Lets it not run on until {@link #resume}. */
  public void pause() {
    Posix.signal((int) pid(), SIGSTOP);
  }

  /** Lets it run on. */
  public void resume() {
    Posix.signal((int) pid(), SIGCONT);
  }

  /** Waits for the end; a program that does not come to it in time fails the test. */
  public Result awaitEnd(Duration patience) {
    CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(this::readRest);
    try {
      byte[] rest = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the program did not end in " + patience);
      }
      return new Result(process.exitValue(), rest, errorLines());
    } catch (TimeoutException | ExecutionException e) {
      throw new AssertionError("the program did not end in " + patience, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] readRest() {
    try {
      return process.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The warnings so far, without the one that is about the machine: that few clients fit. */
  public List<String> warnings() {
    return errorLines().stream()
        .filter(line -> line.contains("WARN") && !line.contains("room for about"))
        .toList();
  }

  /**
   * Waits for a line on standard error: a program writes its log behind what that tells of, an
   * answer may come first.
   */
  public String awaitErrorLine(String part) {
    Eventually.assertBecomes(
        "the log says \"" + part + '"', true, () -> errorLine(part).isPresent());
    return errorLine(part).orElseThrow();
  }

  private Optional<String> errorLine(String part) {
    return errorLines().stream().filter(line -> line.contains(part)).findFirst();
  }

  /** The lines on standard error so far. */
  public List<String> errorLines() {
    try {
      return Files.readAllLines(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
