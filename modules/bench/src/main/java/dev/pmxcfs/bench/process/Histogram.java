package dev.pmxcfs.bench.process;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** How often which time was measured. Times are in nanoseconds. */
public final class Histogram {

  private final TreeMap<Long, Long> counts = new TreeMap<>();
  private long total;

  void add(long nanos, long count) {
    counts.merge(nanos, count, Long::sum);
    total += count;
  }

  /** Adds all of another. */
  public Histogram add(Histogram other) {
    other.counts.forEach(this::add);
    return this;
  }

  /**
   * The time that a share of all was faster than or as fast as.
   *
   * @param share from 0 to 1, such as 0.99
   */
  public double percentile(double share) {
    long seen = 0;
    for (var entry : counts.entrySet()) {
      seen += entry.getValue();
      if (seen >= share * total) {
        return entry.getKey();
      }
    }
    return Double.NaN;
  }

  /** A time, and the share of all times that are longer. */
  public record Tail(double nanos, double share) {}

  /** All times from the shortest on with what is longer, but for the longest. */
  public List<Tail> tails() {
    var tails = new ArrayList<Tail>();
    long seen = 0;
    for (var entry : counts.entrySet()) {
      seen += entry.getValue();
      if (seen < total) {
        tails.add(new Tail(entry.getKey(), (double) (total - seen) / total));
      }
    }
    return tails;
  }
}
