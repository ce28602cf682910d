package dev.qbipc.fuse;

import java.util.List;

/**
 * How long calls took, from the moment they were read to the moment their answer was written. To
 * one significant digit, or 512 ns where that is more.
 *
 * @param count calls
 * @param sumNanos the time of all of them together, in nanoseconds as all that follow
 * @param p50Nanos what half of them took at most, 0 without calls; as all that follow
 * @param p90Nanos what 90 % of them took at most
 * @param p99Nanos what 99 % of them took at most
 * @param p999Nanos what 99.9 % of them took at most
 * @param maxNanos what the slowest one took
 * @param upTo how many took at most as long as each of {@link #BOUNDS_NANOS}
 */
public record CallLatencies(
    long count,
    long sumNanos,
    long p50Nanos,
    long p90Nanos,
    long p99Nanos,
    long p999Nanos,
    long maxNanos,
    List<Long> upTo) {

  /** What calls are told apart by: from 1 microsecond to 10 seconds. */
  public static final List<Long> BOUNDS_NANOS =
      List.of(
          1_000L,
          2_500L,
          5_000L,
          10_000L,
          25_000L,
          50_000L,
          100_000L,
          250_000L,
          500_000L,
          1_000_000L,
          2_500_000L,
          5_000_000L,
          10_000_000L,
          25_000_000L,
          50_000_000L,
          100_000_000L,
          250_000_000L,
          500_000_000L,
          1_000_000_000L,
          2_500_000_000L,
          5_000_000_000L,
          10_000_000_000L);

  /**
   * Copies the list.
   *
   * @param count calls
   * @param sumNanos the time of all of them together
   * @param p50Nanos what half of them took at most
   * @param p90Nanos what 90 % of them took at most
   * @param p99Nanos what 99 % of them took at most
   * @param p999Nanos what 99.9 % of them took at most
   * @param maxNanos what the slowest one took
   * @param upTo how many took at most as long as each of {@link #BOUNDS_NANOS}
   */
  public CallLatencies {
    upTo = List.copyOf(upTo);
  }

  /** {@return how long a call took on average, in nanoseconds; 0 without calls} */
  public long meanNanos() {
    return count == 0 ? 0 : sumNanos / count;
  }
}
