package dev.qbipc.server.impl;

import org.HdrHistogram.Histogram;

/** What one reader counts of an operation. Belongs to the reader's thread, also to be read. */
final class ReaderCounters {

  private static final long SHORTEST_NANOS = 64;
  private static final long LONGEST_NANOS = 1000L * 1000 * 1000 * 1000;
  private static final int SIGNIFICANT_DIGITS = 2;

  final Histogram latencies = new Histogram(SHORTEST_NANOS, LONGEST_NANOS, SIGNIFICANT_DIGITS);
  long errors;
  long timeouts;
  int inFlight;

  /** Counts a request that has ended. */
  void ended(long nanos) {
    latencies.recordValue(Math.max(0, Math.min(nanos, LONGEST_NANOS)));
  }
}
