package dev.pmxcfs.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A server that is measured. */
public final class ServerProcess implements AutoCloseable {

  private static final int KIB = 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  private final String service;
  private final Child child;
  private final Duration untilReady;

  private ServerProcess(String service, Child child, Duration untilReady) {
    this.service = service;
    this.child = child;
    this.untilReady = untilReady;
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @param service the name that clients connect to
   * @param environment what is added to this process's
   * @param errors the file that its standard error goes to
   */
  public static ServerProcess start(
      String service, List<String> command, Map<String, String> environment, Path errors) {
    long begin = System.nanoTime();
    Child child = Child.start(command, environment, errors.toFile());
    try {
      child.expect("ready");
      return new ServerProcess(service, child, Duration.ofNanos(System.nanoTime() - begin));
    } catch (BenchmarkFailedException e) {
      child.close();
      throw e;
    }
  }

  public String service() {
    return service;
  }

  public long pid() {
    return child.pid();
  }

  /** From exec to its ready line. */
  public Duration untilReady() {
    return untilReady;
  }

  /** The processor time that all its threads have used, to a hundredth of a second. */
  public Duration processorTime() {
    return ProcessorTime.of(pid());
  }

  /** Resident memory in bytes. */
  public long residentBytes() {
    return status("VmRSS:");
  }

  /** Resident memory without what is mapped from files and shared with others, in bytes. */
  public long privateBytes() {
    return status("RssAnon:");
  }

  private long status(String field) {
    return number("status", field) * KIB;
  }

  /** What it has had written to disks so far, in bytes. */
  public long writtenBytes() {
    return number("io", "write_bytes:");
  }

  private long number(String file, String field) {
    return read(file)
        .lines()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
        .findFirst()
        .orElseThrow();
  }

  /** How many threads have a name that begins so. */
  public long threads(String beginning) {
    try (Stream<Path> tasks = Files.list(file("task"))) {
      return tasks.filter(task -> name(task).startsWith(beginning)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many files and sockets it has open. */
  long descriptors() {
    try (Stream<Path> open = Files.list(file("fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has at most a given number of files and sockets open. */
  void awaitDescriptors(long most) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (descriptors() > most) {
      if (System.nanoTime() - deadline > 0) {
        throw new BenchmarkFailedException(service + " does not close connections");
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm"));
    } catch (IOException ended) {
      return "";
    }
  }

  private Path file(String name) {
    return Path.of("/proc", String.valueOf(pid()), name);
  }

  private String read(String name) {
    try {
      return Files.readString(file(name));
    } catch (IOException e) {
      throw new BenchmarkFailedException("server " + service + " has ended", e);
    }
  }

  @Override
  public void close() {
    child.close();
  }
}
