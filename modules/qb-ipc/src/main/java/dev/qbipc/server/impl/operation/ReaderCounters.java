package dev.qbipc.server.impl.operation;

import org.HdrHistogram.Histogram;

/**
 * What one reader counts of an operation. Only the reader's thread counts; others may read it. They
 * see at least what it had counted before its last round ended, and each number by itself: those of
 * a request that ends just then may be counted in part.
 */
public final class ReaderCounters {

  private static final long SHORTEST_NANOS = 64;
  private static final long LONGEST_NANOS = 1000L * 1000 * 1000 * 1000;
  private static final int SIGNIFICANT_DIGITS = 2;

  private final Histogram latencies =
      new Histogram(SHORTEST_NANOS, LONGEST_NANOS, SIGNIFICANT_DIGITS);
  private long sumNanos;
  public long errors;
  public long timeouts;
  public int inFlight;

  /** Counts a request that has ended. */
  public void ended(long nanos) {
    long counted = Math.max(0, Math.min(nanos, LONGEST_NANOS));
    latencies.recordValue(counted);
    sumNanos += counted;
  }

  /** What was counted until now. */
  OperationTotals totals() {
    return new OperationTotals(errors, timeouts, inFlight, sumNanos, latencies.copy());
  }
}
