package dev.pmxcfs.ipc.soak;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.mount.MountLoad;
import dev.pmxcfs.ipc.mount.MountedServerTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/**
 * Endurance of the mount: rounds in which eight programs write and eight read the same files, each
 * of them whole, and after each a look at what the server holds. Not among the usual tests; {@code
 * scripts/soak --mount} runs it.
 */
public class MountSoak extends MountedServerTest {

  private static final Duration LENGTH = Duration.ofMinutes(Long.getLong("soak.minutes", 2));
  private static final Duration ROUND = Duration.ofSeconds(15);

  @Test
  public void nothingGrowsAndEveryReadIsWhole() throws Exception {
    Program server = startMounted();
    System.out.println(SoakSample.HEAD);
    List<SoakSample> samples = new ArrayList<>();
    long calls = 0;
    long begin = System.nanoTime();
    while (samples.size() <= SoakSample.WARM_UP + 1
        || System.nanoTime() - begin < LENGTH.toNanos()) {
      calls += load();
      samples.add(SoakSample.of(server.pid()));
      double minute = (System.nanoTime() - begin) / 1e9 / 60;
      System.out.println(samples.get(samples.size() - 1).line(minute, calls));
    }
    SoakSample.assertNoGrowth(samples);
    List<String> errors = server.errorLines();
    assertEquals(List.of(), errors.stream().filter(line -> line.contains(" ERROR ")).toList());
  }

  /** A round, with files of its own. Returns how often they were written and read. */
  private long load() throws Exception {
    output("mkdir d");
    long end = System.nanoTime() + ROUND.toNanos();
    try (MountLoad load = MountLoad.start(namespace, mount.resolve("d"), root.resolve("finish"))) {
      while (System.nanoTime() < end) {
        load.awaitSteps(1);
      }
      load.finish();
      assertEquals("lines0\nlines1\nover0\nover1\nwhole0\nwhole1", output("ls -A d"));
      output("rm -r d");
      return load.calls();
    }
  }
}
