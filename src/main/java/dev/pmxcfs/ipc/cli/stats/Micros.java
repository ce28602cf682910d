package dev.pmxcfs.ipc.cli.stats;

import dev.qbipc.server.Latencies;
import java.util.Locale;

/** Latencies in microseconds, for a table. */
final class Micros {

  private static final double NANOS = 1000.0;

  private Micros() {}

  /** One of some latencies; a dash if there is none yet. */
  static String of(Latencies latencies, long nanos) {
    return latencies.count() == 0 ? "-" : String.format(Locale.ROOT, "%.1f", nanos / NANOS);
  }
}
