package dev.qbipc.conformance;

import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a process holds, by {@code /proc}.
 *
 * @param descriptors open descriptors
 * @param threads threads, without those by which a JVM compiles and collects as it likes
 * @param mappings mappings of files in {@code /dev/shm}
 * @param directories directories of connections in {@code /dev/shm}
 */
public record ProcessResources(int descriptors, int threads, int mappings, int directories) {

  private static final int WINDOWS = 10;

  private static final List<String> COMPILERS_AND_COLLECTORS = List.of("C1 ", "C2 ", "G1 ", "GC ");

  /** What a process holds now. */
  public static ProcessResources of(int pid) {
    return new ProcessResources(
        descriptors(pid),
        threads(pid, name -> COMPILERS_AND_COLLECTORS.stream().noneMatch(name::startsWith)),
        mappings(pid),
        SharedMemory.directoriesOf(pid).size());
  }

  /**
   * What a server's process holds when all clients but some have left and it is through with them.
   *
   * @param connections those that stay
   */
  public static ProcessResources atRest(int serverPid, int connections) {
    SharedMemory.assertNothingLeftBut(connections, serverPid);
    var last = new AtomicReference<>(of(serverPid));
    // A thread counts for a moment after it has ended.
    Eventually.assertBecomes(
        "resources at rest",
        true,
        () -> {
          var now = of(serverPid);
          return now.equals(last.getAndSet(now));
        });
    return last.get();
  }

  /**
   * Waits until a process holds no more than it did. It may hold less: where the kernel has no
   * {@code futex_waitv}, the thread of a client that truncated its semaphore stays for some
   * seconds.
   */
  public static void assertBecomesAtMost(ProcessResources before, int pid) {
    Eventually.assertBecomes("resources", before, () -> before.orMore(of(pid)));
  }

  private ProcessResources orMore(ProcessResources now) {
    return new ProcessResources(
        Math.max(descriptors, now.descriptors),
        Math.max(threads, now.threads),
        Math.max(mappings, now.mappings),
        Math.max(directories, now.directories));
  }

  /** Open descriptors of a process. */
  public static int descriptors(int pid) {
    int own = pid == ProcessHandle.current().pid() ? 1 : 0;
    return list(proc(pid, "fd")).size() - own;
  }

  private static int threads(int pid, Predicate<String> counted) {
    return (int)
        list(proc(pid, "task")).stream()
            .filter(thread -> counted.test(firstLine(thread.resolve("comm"))))
            .count();
  }

  private static int mappings(int pid) {
    try (Stream<String> lines = Files.lines(proc(pid, "maps"))) {
      return (int) lines.filter(line -> line.contains("/dev/shm/")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Processor time that a process has used since it began. */
  public static Duration processorTime(int pid) {
    return ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElseThrow();
  }

  /**
   * Fails if a process is busy in each of some windows: what spins has no idle moment, and what
   * still compiles or logs has one soon.
   *
   * @param allowed how much processor time makes none
   */
  public static void assertBecomesIdle(int pid, Duration window, Duration allowed)
      throws InterruptedException {
    Duration least = null;
    for (int i = 0; i < WINDOWS && (least == null || least.compareTo(allowed) > 0); i++) {
      Duration before = processorTime(pid);
      Thread.sleep(window.toMillis());
      Duration used = processorTime(pid).minus(before);
      least = least == null || used.compareTo(least) < 0 ? used : least;
    }
    assertTrue("processor time in " + window + ": " + least, least.compareTo(allowed) <= 0);
  }

  private static Path proc(int pid, String name) {
    return Path.of("/proc", String.valueOf(pid), name);
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a file that may be gone; empty then. */
  private static String firstLine(Path file) {
    try {
      return Files.readAllLines(file).get(0);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
