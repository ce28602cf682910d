package dev.qbipc.server.impl.operation;

import dev.qbipc.server.Latencies;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The counts of an operation, of some readers together.
 *
 * @param errors requests answered with an error
 * @param timeouts those of them that met their deadline
 * @param inFlight requests that have not ended
 * @param sumNanos how long those took together that have
 * @param histogram of the same
 */
public record OperationTotals(
    long errors, long timeouts, int inFlight, long sumNanos, Histogram histogram) {

  /** Both together. */
  OperationTotals plus(OperationTotals other) {
    Histogram sum = histogram.copy();
    sum.add(other.histogram);
    return new OperationTotals(
        errors + other.errors,
        timeouts + other.timeouts,
        inFlight + other.inFlight,
        sumNanos + other.sumNanos,
        sum);
  }

  Latencies latencies() {
    long count = histogram.getTotalCount();
    if (count == 0) {
      // The histogram would give the end of its lowest bucket.
      return new Latencies(0, 0, 0, 0, 0, 0, 0, upTo());
    }
    return new Latencies(
        count,
        sumNanos,
        histogram.getValueAtPercentile(50),
        histogram.getValueAtPercentile(90),
        histogram.getValueAtPercentile(99),
        histogram.getValueAtPercentile(99.9),
        histogram.getMaxValue(),
        upTo());
  }

  private List<Long> upTo() {
    List<Long> counts = new ArrayList<>(Latencies.BOUNDS_NANOS.size());
    long below = 0;
    long counted = 0;
    for (long bound : Latencies.BOUNDS_NANOS) {
      long end = histogram.highestEquivalentValue(bound);
      counted += histogram.getCountBetweenValues(below, end);
      counts.add(counted);
      below = end + 1;
    }
    return counts;
  }
}
