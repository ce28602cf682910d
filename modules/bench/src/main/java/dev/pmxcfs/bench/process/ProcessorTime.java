package dev.pmxcfs.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What processes have used of the processors. */
final class ProcessorTime {

  private static final long CLOCK_TICKS_PER_SECOND = 100;
  private static final long NANOS_PER_TICK = 1_000_000_000 / CLOCK_TICKS_PER_SECOND;

  /** Fields of {@code /proc/PID/stat} behind the name of the program. */
  private static final int USER_TIME_FIELD = 11;

  private static final int SYSTEM_TIME_FIELD = 12;

  private ProcessorTime() {}

  /** The time of all threads of a process, to a hundredth of a second. */
  static Duration of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks =
          Long.parseLong(fields[USER_TIME_FIELD]) + Long.parseLong(fields[SYSTEM_TIME_FIELD]);
      return Duration.ofNanos(ticks * NANOS_PER_TICK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
