package dev.pmxcfs.ipc.cli.stats;

import java.util.Locale;

/**
 * How often something happened in the time between two reports.
 *
 * @param seconds that time
 */
record Rate(double seconds) {

  /** A count as so many in a second. */
  String of(long count) {
    return String.format(Locale.ROOT, "%.0f", count / seconds);
  }
}
