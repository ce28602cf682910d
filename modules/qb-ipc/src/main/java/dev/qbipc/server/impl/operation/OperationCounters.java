package dev.qbipc.server.impl.operation;

import org.HdrHistogram.Histogram;

/** What is counted of an operation, on each reader by itself; lives as long as the service. */
public final class OperationCounters {

  private final OfReader[] ofReaders;

  /**
   * @param readers how many the service has
   */
  public OperationCounters(int readers) {
    this.ofReaders = new OfReader[readers];
    for (int i = 0; i < readers; i++) {
      ofReaders[i] = new OfReader();
    }
  }

  /** The part of one reader, by its index. */
  public OfReader ofReader(int index) {
    return ofReaders[index];
  }

  /**
   * What one reader counts of an operation. Only the reader's thread counts; others may read it.
   * They see at least what it had counted before its last round ended, and each number by itself:
   * those of a request that ends just then may be counted in part.
   */
  public static final class OfReader {

    private static final long MIN_NANOS = 64;
    private static final long MAX_NANOS = 1000L * 1000 * 1000 * 1000;
    private static final int SIGNIFICANT_DIGITS = 2;

    private final Histogram latencies = new Histogram(MIN_NANOS, MAX_NANOS, SIGNIFICANT_DIGITS);
    private long sumNanos;
    long errors;
    long timeouts;
    int inFlight;

    /** Counts a request that has ended. */
    void ended(long nanos) {
      long counted = Math.max(0, Math.min(nanos, MAX_NANOS));
      latencies.recordValue(counted);
      sumNanos += counted;
    }

    /** Requests that have not ended. */
    public int inFlight() {
      return inFlight;
    }

    /** What was counted until now. */
    OperationTotals totals() {
      return new OperationTotals(errors, timeouts, inFlight, sumNanos, latencies.copy());
    }
  }
}
