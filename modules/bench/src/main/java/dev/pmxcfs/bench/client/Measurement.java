package dev.pmxcfs.bench.client;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.HdrHistogram.Histogram;

/**
 * What a program measures and prints, as measure.h has it. Belongs to one thread at a time: that of
 * the program's main method before and after, an event loop in between.
 */
final class Measurement {

  /** Times are told within one percent, as those of the programs in C. */
  private static final int DIGITS = 3;

  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final Histogram times = new Histogram(DIGITS);
  private long count;
  private long bytes;
  private long cpuAtStart;

  /** Counts an answer. */
  void count(long length) {
    count++;
    bytes += length;
  }

  /** How many answers there were. */
  long count() {
    return count;
  }

  /** Adds what an answer took. */
  void time(long nanos) {
    times.recordValue(nanos);
  }

  /** Forgets what was counted so far. */
  void reset() {
    times.reset();
    count = 0;
    bytes = 0;
  }

  /** Says that the program is ready, waits until it shall start, and forgets what was before. */
  void waitForStart() throws IOException {
    System.out.println("ready");
    if (!nextStart()) {
      throw new IOException("not started");
    }
  }

  /** Waits until it shall start, or returns false when it never shall. */
  boolean nextStart() throws IOException {
    int read = System.in.read();
    while (read != '\n') {
      if (read < 0) {
        return false;
      }
      read = System.in.read();
    }
    reset();
    cpuAtStart = process.getProcessCpuTime();
    return true;
  }

  /** Prints the results of so many nanoseconds. */
  void print(long nanos) {
    long cpu = process.getProcessCpuTime() - cpuAtStart;
    System.out.printf("nanos %d%ncount %d%nbytes %d%ncpu %d%n", nanos, count, bytes, cpu);
    for (var time : times.recordedValues()) {
      System.out.printf(
          "time %d %d%n", time.getValueIteratedTo(), time.getCountAddedInThisIterationStep());
    }
    System.out.println("end");
  }
}
