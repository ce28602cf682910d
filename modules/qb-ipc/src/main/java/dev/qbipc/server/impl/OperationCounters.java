package dev.qbipc.server.impl;

import dev.qbipc.server.Latencies;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.HdrHistogram.Histogram;

/** What is counted of an operation, on each reader by itself; lives as long as the service. */
final class OperationCounters {

  private final List<RingReader> readers;
  private final ReaderCounters[] ofReaders;

  OperationCounters(List<RingReader> readers) {
    this.readers = readers;
    this.ofReaders = new ReaderCounters[readers.size()];
    for (int i = 0; i < ofReaders.length; i++) {
      ofReaders[i] = new ReaderCounters();
    }
  }

  ReaderCounters ofReader(int index) {
    return ofReaders[index];
  }

  /**
   * The counts of all readers together.
   *
   * @param errors requests answered with an error
   * @param timeouts those of them that met their deadline
   * @param inFlight requests that have not ended
   * @param latencies of those that have
   */
  record Totals(long errors, long timeouts, int inFlight, Histogram latencies) {

    static Totals of(ReaderCounters counters) {
      return new Totals(
          counters.errors, counters.timeouts, counters.inFlight, counters.latencies.copy());
    }

    Totals plus(Totals other) {
      latencies.add(other.latencies);
      return new Totals(
          errors + other.errors, timeouts + other.timeouts, inFlight + other.inFlight, latencies);
    }

    Latencies latenciesInNanos() {
      long count = latencies.getTotalCount();
      if (count == 0) {
        // The histogram would give the end of its lowest bucket.
        return new Latencies(0, 0, 0, 0, 0, 0, 0);
      }
      return new Latencies(
          count,
          Math.round(latencies.getMean()),
          latencies.getValueAtPercentile(50),
          latencies.getValueAtPercentile(90),
          latencies.getValueAtPercentile(99),
          latencies.getValueAtPercentile(99.9),
          latencies.getMaxValue());
    }
  }

  /** Asks each reader, on its thread; those that have ended count no more. */
  Future<Totals> read() {
    List<Future<Totals>> parts = new ArrayList<>();
    for (RingReader reader : readers) {
      Promise<Totals> part = Promise.promise();
      try {
        reader.execute(() -> part.complete(Totals.of(ofReaders[reader.index()])));
        parts.add(part.future());
      } catch (RejectedExecutionException ended) {
        // The service is closing.
      }
    }
    return Future.all(parts)
        .map(
            all -> {
              var sum = Totals.of(new ReaderCounters());
              for (Future<Totals> part : parts) {
                sum = sum.plus(part.result());
              }
              return sum;
            });
  }
}
