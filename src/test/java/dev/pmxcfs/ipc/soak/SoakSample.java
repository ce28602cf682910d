package dev.pmxcfs.ipc.soak;

import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.ProcessResources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server's process holds while no client is connected.
 *
 * @param residentKib resident memory
 * @param heapKib what is on the heap after a collection
 * @param resources descriptors, threads, mappings, directories
 */
record SoakSample(long residentKib, long heapKib, ProcessResources resources) {

  /** Rounds until all threads, pools and compiled code are there. */
  static final int WARM_UP = 2;

  private static final double RESIDENT_GROWTH = 1.10;
  private static final double HEAP_GROWTH = 1.10;
  private static final long SLACK_KIB = 4096;
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  /** The head of a table whose lines {@link #line} makes. */
  static final String HEAD =
      "minute  resident KiB  heap KiB  descriptors  threads  mappings  /dev/shm       calls";

  static SoakSample of(long pid) throws IOException {
    jcmd(pid, "GC.run");
    // The serial collector's two generations come first, metaspace after them.
    long heap = 0;
    String info = jcmd(pid, "GC.heap_info").split("Metaspace")[0];
    for (Matcher used = USED.matcher(info); used.find(); ) {
      heap += Long.parseLong(used.group(1));
    }
    Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
    if (!resident.find()) {
      throw new IOException("no VmRSS of process " + pid);
    }
    return new SoakSample(Long.parseLong(resident.group(1)), heap, ProcessResources.of((int) pid));
  }

  /** The least of the second half against the most of the first: what leaks grows all the time. */
  static void assertNoGrowth(List<SoakSample> all) {
    var samples = all.subList(WARM_UP, all.size());
    var first = samples.subList(0, samples.size() / 2);
    var second = samples.subList(samples.size() / 2, samples.size());
    long resident = first.stream().mapToLong(SoakSample::residentKib).max().orElseThrow();
    long residentNow = second.stream().mapToLong(SoakSample::residentKib).min().orElseThrow();
    long heap = first.stream().mapToLong(SoakSample::heapKib).max().orElseThrow();
    long heapNow = second.stream().mapToLong(SoakSample::heapKib).min().orElseThrow();
    assertTrue(
        "resident memory grew from " + resident + " to " + residentNow + " KiB",
        residentNow <= resident * RESIDENT_GROWTH + SLACK_KIB);
    assertTrue(
        "the heap grew from " + heap + " to " + heapNow + " KiB",
        heapNow <= heap * HEAP_GROWTH + SLACK_KIB);
  }

  private static String jcmd(long pid, String command) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  String line(double minute, long calls) {
    return "%6.1f %13d %9d %12d %8d %9d %9d %11d"
        .formatted(
            minute,
            residentKib,
            heapKib,
            resources.descriptors(),
            resources.threads(),
            resources.mappings(),
            resources.directories(),
            calls);
  }
}
