package dev.qbipc.server.metrics;

import dev.qbipc.server.OperationStats;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.ServiceStats;
import dev.qbipc.server.metrics.Meter.Kind;
import dev.qbipc.server.metrics.Meter.Series;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/**
 * The meters of a service.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><td>{@code connections}</td><td>gauge</td></tr>
 * <tr><td>{@code connections.closed}</td><td>counter</td></tr>
 * <tr><td>{@code protection}</td><td>counter by {@code kind}, as {@link
 *     dev.qbipc.server.ProtectionStats} names them</td></tr>
 * <tr><td>{@code operation.requests}, {@code .errors}, {@code .timeouts}</td><td>counters by {@code
 *     id} and {@code operation}</td></tr>
 * <tr><td>{@code operation.in.flight}</td><td>gauge by the same</td></tr>
 * <tr><td>{@code operation.latency}</td><td>latencies by the same</td></tr>
 * <tr><td>{@code operation.module}</td><td>1, by the same, {@code module} and {@code
 *     version}</td></tr>
 * </table>
 *
 * <p>{@code id} is the message id, or {@code other} for the fallback.
 */
public final class ServiceMeters {

  private static final String OTHER = "other";

  private ServiceMeters() {}

  /**
   * The meters of a server now. Any thread may ask, and does not wait; see {@link
   * QbServer#operationStatsNow()}.
   *
   * @param server also one that has not started, or has ended
   * @param names the names of the operations, by id
   * @return the meters with their present values
   */
  public static List<Meter> of(QbServer server, IntFunction<String> names) {
    return of(server.stats(), server.operationStatsNow(), names);
  }

  /**
   * The meters of given statistics.
   *
   * @param service the counts of the service
   * @param operations the statistics of each operation
   * @param names what the operations are called, by id
   * @return the meters with these values
   */
  public static List<Meter> of(
      ServiceStats service, Collection<OperationStats> operations, IntFunction<String> names) {
    Function<OperationStats, Map<String, String>> labels =
        operation -> Map.of("id", id(operation), "operation", names.apply(operation.id()));
    return List.of(
        single("connections", "Connections open.", Kind.GAUGE, service.activeConnections()),
        single(
            "connections.closed",
            "Connections closed since the start.",
            Kind.COUNTER,
            service.closedConnections()),
        new Meter(
            "protection",
            "Clients refused and connections ended in self-defence, by kind.",
            Kind.COUNTER,
            service.protection().toJson().getMap().entrySet().stream()
                .map(
                    count ->
                        Series.of(
                            Map.of("kind", count.getKey()),
                            ((Number) count.getValue()).doubleValue()))
                .toList()),
        // By number and name alone: a swap must not begin the counts anew.
        each(
            "operation.requests",
            "Requests answered.",
            Kind.COUNTER,
            operations,
            labels,
            OperationStats::requests),
        each(
            "operation.errors",
            "Requests answered with an error.",
            Kind.COUNTER,
            operations,
            labels,
            OperationStats::errors),
        each(
            "operation.timeouts",
            "Requests past the deadline.",
            Kind.COUNTER,
            operations,
            labels,
            OperationStats::timeouts),
        each(
            "operation.in.flight",
            "Requests with the operation just now.",
            Kind.GAUGE,
            operations,
            labels,
            OperationStats::inFlight),
        new Meter(
            "operation.latency",
            "From the request's arrival to its answer.",
            Kind.LATENCY,
            operations.stream()
                .map(operation -> Series.of(labels.apply(operation), operation.latencies()))
                .toList()),
        each(
            "operation.module",
            "The module and version that serve the operation.",
            Kind.GAUGE,
            operations.stream().filter(ServiceMeters::hasId).toList(),
            operation ->
                Map.of(
                    "id",
                    id(operation),
                    "operation",
                    names.apply(operation.id()),
                    "module",
                    operation.module(),
                    "version",
                    operation.version()),
            operation -> 1));
  }

  private static boolean hasId(OperationStats operation) {
    return operation.id() != OperationStats.FALLBACK;
  }

  private static String id(OperationStats operation) {
    return hasId(operation) ? Integer.toString(operation.id()) : OTHER;
  }

  private static Meter single(String name, String help, Kind kind, double value) {
    return new Meter(name, help, kind, List.of(Series.of(Map.of(), value)));
  }

  private static Meter each(
      String name,
      String help,
      Kind kind,
      Collection<OperationStats> of,
      Function<OperationStats, Map<String, String>> labels,
      ToDoubleFunction<OperationStats> value) {
    return new Meter(
        name,
        help,
        kind,
        of.stream().map(one -> Series.of(labels.apply(one), value.applyAsDouble(one))).toList());
  }
}
