package dev.qbipc.server;

import java.util.List;

/**
 * How long requests took, from the moment they were taken out of the ring to the moment they ended,
 * as a rule with their response in the ring. To two significant digits, or 64 ns where that is
 * more.
 *
 * @param count requests
 * @param sumNanos the time of all of them together, in nanoseconds as all that follow
 * @param p50Nanos what half of them took at most, 0 without requests; as all that follow
 * @param p90Nanos what 90 % of them took at most
 * @param p99Nanos what 99 % of them took at most
 * @param p999Nanos what 99.9 % of them took at most
 * @param maxNanos what the slowest one took
 * @param upTo how many took at most as long as each of {@link #BOUNDS_NANOS}
 */
public record Latencies(
    long count,
    long sumNanos,
    long p50Nanos,
    long p90Nanos,
    long p99Nanos,
    long p999Nanos,
    long maxNanos,
    List<Long> upTo) {

  /** What requests are told apart by: from 1 microsecond to 10 seconds. */
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

  /** {@return how long a request took on average, in nanoseconds; 0 without requests} */
  public long meanNanos() {
    return count == 0 ? 0 : sumNanos / count;
  }
}
