package dev.pmxcfs.bench.report;

import java.util.Locale;

/** What a number measures, and how it is written. */
public enum Unit {
  PER_SECOND("%.0f/s", 1),
  THOUSANDS_PER_SECOND("%.1f k/s", 1e3),
  /** From nanoseconds. */
  MICROSECONDS("%.2f µs", 1e3),
  /** From seconds. */
  SECONDS("%.2f s", 1),
  /** From seconds. */
  MILLISECONDS("%.2f ms", 1e-3),
  /** From a share of 1. */
  PERCENT("%.2f %%", 1e-2),
  BYTES("%.0f B", 1),
  /** From bytes, as disks have them. */
  KILOBYTES("%.1f kB", 1e3),
  /** From bytes, as disks have them. */
  MEGABYTES("%.2f MB", 1e6),
  KIB("%.1f KiB", 1024),
  MIB("%.1f MiB", 1024 * 1024),
  GIB_PER_SECOND("%.2f GiB/s", 1024 * 1024 * 1024),
  RATIO("%.2fx", 1),
  COUNT("%.0f", 1);

  private final String format;
  private final double divisor;

  Unit(String format, double divisor) {
    this.format = format;
    this.divisor = divisor;
  }

  public String format(double value) {
    return !Double.isFinite(value) ? "-" : String.format(Locale.ROOT, format, value / divisor);
  }
}
