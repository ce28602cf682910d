package dev.qbipc.server.impl.operation;

import dev.qbipc.server.OperationStats;
import dev.qbipc.server.impl.reader.ReaderRounds;
import dev.qbipc.server.impl.reader.RingReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The operations in service, and what has been counted of each. An id's counts go on from one
 * version of its operation to the next.
 */
final class ServedOperations {

  /** A reader that is busy with one request for so long is not waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ContextInternal context;
  private final List<RingReader> readers;
  private final Map<Integer, OperationCounters> counters = new HashMap<>();

  /** In the order of the ids; replaced as a whole. */
  private volatile List<Served> served = List.of();

  /**
   * @param context on which operations are put in service and taken out
   */
  ServedOperations(ContextInternal context, List<RingReader> readers) {
    this.context = context;
    this.readers = readers;
  }

  /** What counts the requests of an id. On the context. */
  OperationCounters counters(int id) {
    return counters.computeIfAbsent(id, newId -> new OperationCounters(readers.size()));
  }

  /**
   * Notes what is in service from now on. On the context.
   *
   * @param single the names of those that are no modules, but single operations
   */
  void become(Collection<ModuleVersion> versions, Set<String> single) {
    served =
        versions.stream()
            .flatMap(version -> served(version, single.contains(version.module())))
            .sorted(Comparator.comparingInt(Served::id))
            .toList();
  }

  private static Stream<Served> served(ModuleVersion version, boolean single) {
    String module = single ? "" : version.module();
    return version.routes().entrySet().stream()
        .map(route -> new Served(route.getKey(), module, version.version(), route.getValue()));
  }

  /**
   * What the operations in service have done, in the order of their ids. No reader has to do
   * anything for it.
   *
   * @return completes on the caller's context
   */
  Future<List<OperationStats>> stats() {
    Promise<List<OperationStats>> stats = context.owner().getOrCreateContext().promise();
    new ReaderRounds(context, PATIENCE).passed(readers).map(passed -> statsNow()).onComplete(stats);
    return stats.future();
  }

  /**
   * As {@link #stats()}, of what readers had counted when their last round was over. Any thread may
   * ask.
   */
  List<OperationStats> statsNow() {
    return served.stream().map(operation -> operation.stats(totals(operation))).toList();
  }

  private OperationTotals totals(Served operation) {
    OperationCounters counters = operation.route().counters();
    return readers.stream()
        .map(reader -> totals(reader, counters))
        .reduce(OperationTotals::plus)
        .orElseThrow();
  }

  private static OperationTotals totals(RingReader reader, OperationCounters counters) {
    // Read first: what was counted before it was set is seen then.
    reader.rounds();
    return counters.ofReader(reader.index()).totals();
  }

  /** An operation in service. */
  private record Served(int id, String module, String version, Route route) {

    OperationStats stats(OperationTotals totals) {
      return new OperationStats(
          id,
          module,
          version,
          route.threading(),
          totals.histogram().getTotalCount(),
          totals.errors(),
          totals.timeouts(),
          totals.inFlight(),
          totals.latencies());
    }
  }
}
