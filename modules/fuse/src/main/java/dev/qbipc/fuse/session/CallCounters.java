package dev.qbipc.fuse.session;

import dev.qbipc.fuse.CallLatencies;
import dev.qbipc.fuse.CallStats;
import dev.qbipc.fuse.wire.Opcode;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What is counted of calls by one thread at a time. Others may read it: they see at least what had
 * been counted when they last saw the counting thread write something volatile.
 */
final class CallCounters {

  private static final long MIN_NANOS = 1000;
  private static final long MAX_NANOS = 1000L * 1000 * 1000 * 1000;

  /** A few KiB for each opcode and reader, where two digits would take ten times as much. */
  private static final int SIGNIFICANT_DIGITS = 1;

  /** Stands for the opcodes that have no name. */
  private static final int OTHER = 0;

  /** The calls of one opcode. */
  private static final class OfOpcode {
    final Histogram latencies = new Histogram(MIN_NANOS, MAX_NANOS, SIGNIFICANT_DIGITS);
    long sumNanos;
    long errors;

    void add(OfOpcode other) {
      latencies.add(other.latencies);
      sumNanos += other.sumNanos;
      errors += other.errors;
    }

    CallLatencies latencies() {
      long count = latencies.getTotalCount();
      if (count == 0) {
        // The histogram would give the end of its lowest bucket.
        return new CallLatencies(0, 0, 0, 0, 0, 0, 0, upTo());
      }
      return new CallLatencies(
          count,
          sumNanos,
          latencies.getValueAtPercentile(50),
          latencies.getValueAtPercentile(90),
          latencies.getValueAtPercentile(99),
          latencies.getValueAtPercentile(99.9),
          latencies.getMaxValue(),
          upTo());
    }

    private List<Long> upTo() {
      List<Long> counts = new ArrayList<>(CallLatencies.BOUNDS_NANOS.size());
      long below = 0;
      long counted = 0;
      for (long bound : CallLatencies.BOUNDS_NANOS) {
        long end = latencies.highestEquivalentValue(bound);
        counted += latencies.getCountBetweenValues(below, end);
        counts.add(counted);
        below = end + 1;
      }
      return counts;
    }
  }

  /** By opcode; made when the first call has come, since most never do. */
  private final OfOpcode[] counts = new OfOpcode[Opcode.END];

  /**
   * Counts a call that has ended.
   *
   * @param isError whether its answer was an error
   */
  void ended(int opcode, boolean isError, long nanos) {
    OfOpcode count = counts(Opcode.isNamed(opcode) ? opcode : OTHER);
    long counted = Math.max(0, Math.min(nanos, MAX_NANOS));
    count.latencies.recordValue(counted);
    count.sumNanos += counted;
    if (isError) {
      count.errors++;
    }
  }

  private OfOpcode counts(int opcode) {
    OfOpcode count = counts[opcode];
    if (count == null) {
      count = new OfOpcode();
      counts[opcode] = count;
    }
    return count;
  }

  /** Counts what another has counted. */
  void add(CallCounters other) {
    for (int opcode = 0; opcode < counts.length; opcode++) {
      OfOpcode more = other.counts[opcode];
      if (more != null) {
        counts(opcode).add(more);
      }
    }
  }

  List<CallStats> stats() {
    List<CallStats> stats = new ArrayList<>();
    for (int opcode = 0; opcode < counts.length; opcode++) {
      OfOpcode count = counts[opcode];
      if (count != null) {
        String name = opcode == OTHER ? "other" : Opcode.name(opcode);
        stats.add(new CallStats(opcode, name, count.errors, count.latencies()));
      }
    }
    return stats;
  }
}
