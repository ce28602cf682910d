package dev.qbipc.fuse.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Polling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.Test;

/** What a mount takes of the machine while it serves, and while nobody calls. */
public class ResourcesTest extends MountedTest {

  private static final int MEBIBYTE = 1024 * 1024;

  /** What 30 readers more may take; their buffers alone have twice as much room. */
  private static final long MOST_FOR_READERS = 20L * MEBIBYTE;

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return ""; // of a thread that has ended
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path proc(Server server) {
    return Path.of("/proc", Long.toString(server.handle().pid()));
  }

  /** The number behind a name, in what the kernel says of a process or a thread. */
  private static long number(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }

  private static long resident(Server server) {
    return number(read(proc(server).resolve("smaps_rollup")), "Rss") * 1024;
  }

  @Test
  public void readersTakeMemoryAsFarAsTheyUseIt() {
    Server server = mounted();
    output("dd if=/dev/zero of=file bs=1M count=1 && dd if=file of=../copy bs=1M");
    long few = resident(server);
    List<Process> blocked =
        IntStream.range(0, 31)
            .mapToObj(i -> namespace.start("exec stat " + mount + "/find-block-" + i))
            .toList();
    server.awaitAnswer("blocked", "31");
    output("stat -f .");
    assertEquals("32", server.ask("readers"));
    long many = resident(server);
    System.out.printf("resident: 2 readers %,d, 32 readers %,d bytes%n", few, many);
    assertTrue(many - few + " bytes for 30 readers more", many - few <= MOST_FOR_READERS);
    server.ask("release");
    blocked.forEach(Namespace::result);
    server.awaitAnswer("readers", "2");
  }

  /** How often threads of the session have waited; each timer and each call adds to that. */
  private static long waits(Server server) {
    try (Stream<Path> threads = Files.list(proc(server).resolve("task"))) {
      return threads
          .filter(thread -> read(thread.resolve("comm")).startsWith("fuse "))
          .mapToLong(thread -> number(read(thread.resolve("status")), "voluntary_ctxt_switches"))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  public void whatHasNothingToDoDoesNothing() {
    Server server = mounted("timeout=1000");
    output("stat -f . && mkdir one && rmdir one");
    assertTrue("threads of the session", waits(server) > 0);
    long[] last = {waits(server), System.nanoTime()};
    Polling.until(
        () -> {
          long now = waits(server);
          if (now != last[0]) {
            last[0] = now;
            last[1] = System.nanoTime();
          }
          return System.nanoTime() - last[1] > IDLE_NANOS;
        },
        "threads that rest");
  }
}
