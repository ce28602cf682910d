package dev.qbipc.server;

/**
 * How long requests took, from the moment they were taken out of the ring to the moment they ended,
 * as a rule with their response in the ring. To two significant digits.
 *
 * @param count requests
 * @param meanNanos mean in nanoseconds, 0 without requests; as all that follow
 * @param p50Nanos what half of them took at most
 * @param p90Nanos what 90 % of them took at most
 * @param p99Nanos what 99 % of them took at most
 * @param p999Nanos what 99.9 % of them took at most
 * @param maxNanos what the slowest one took
 */
public record Latencies(
    long count,
    long meanNanos,
    long p50Nanos,
    long p90Nanos,
    long p99Nanos,
    long p999Nanos,
    long maxNanos) {}
