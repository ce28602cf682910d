package dev.pmxcfs.server.stats;

import dev.pmxcfs.server.TextTable;
import dev.qbipc.server.Latencies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Two reports of a service, and what happened between them, for people to read. */
final class TopView {

  private static final double MILLIS = 1000.0;
  private static final double NANOS_PER_MICRO = 1000.0;

  private final ServiceReport before;
  private final ServiceReport report;
  private final double seconds;
  private final Map<Integer, OperationReport> operationsBefore;
  private final Map<Long, ConnectionReport> connectionsBefore;

  TopView(ServiceReport before, ServiceReport report) {
    this.before = before;
    this.report = report;
    seconds = Math.max(1, report.uptimeMillis() - before.uptimeMillis()) / MILLIS;
    operationsBefore = byKey(before.operations(), OperationReport::id);
    connectionsBefore = byKey(before.connections(), ConnectionReport::id);
  }

  private static <K, T> Map<K, T> byKey(List<T> elements, Function<T, K> key) {
    return elements.stream().collect(Collectors.toMap(key, Function.identity()));
  }

  /** The later report. */
  ServiceReport report() {
    return report;
  }

  /** The view, the busiest first. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "@%s  pid %d  up %s  %s requests/s  %s errors/s  %d in flight",
            report.service(),
            report.pid(),
            uptime(),
            perSecond(
                report.total(OperationReport::requests), before.total(OperationReport::requests)),
            perSecond(report.total(OperationReport::errors), before.total(OperationReport::errors)),
            report.total(OperationReport::inFlight)));
    lines.add(
        String.format(
            Locale.ROOT,
            "since the start: %d requests, %d errors, %d timeouts; connections: %d, closed %d",
            report.total(OperationReport::requests),
            report.total(OperationReport::errors),
            report.total(OperationReport::timeouts),
            report.activeConnections(),
            report.closedConnections()));
    lines.add("");
    lines.addAll(operations());
    lines.add("");
    lines.addAll(connections());
    return lines;
  }

  private String uptime() {
    var up = Duration.ofMillis(report.uptimeMillis());
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", up.toHours(), up.toMinutesPart(), up.toSecondsPart());
  }

  private List<String> operations() {
    var table =
        new TextTable(
            ">REQ/S",
            ">ERR/S",
            ">P50 us",
            ">P99 us",
            ">P99.9 us",
            ">MAX us",
            ">BUSY",
            ">ID",
            "OPERATION",
            "THREADING",
            "MODULE",
            "VERSION");
    for (OperationReport operation : busiest(report.operations(), this::requestsOf)) {
      OperationReport earlier = operationsBefore.get(operation.id());
      Latencies latencies = operation.latencies();
      table.row(
          rate(requestsOf(operation)),
          perSecond(operation.errors(), earlier == null ? 0 : earlier.errors()),
          micros(latencies, latencies.p50Nanos()),
          micros(latencies, latencies.p99Nanos()),
          micros(latencies, latencies.p999Nanos()),
          micros(latencies, latencies.maxNanos()),
          operation.inFlight(),
          operation.id(),
          operation.name(),
          operation.threading(),
          operation.module(),
          operation.version());
    }
    return table.lines();
  }

  private List<String> connections() {
    var table =
        new TextTable(
            ">REQ/S", ">REQUESTS", ">EVENTS", ">QUEUE", ">FLOW", ">ID", ">PID", ">UID", "MAY");
    for (ConnectionReport connection : busiest(report.connections(), this::requestsOf)) {
      table.row(
          rate(requestsOf(connection)),
          connection.requests(),
          connection.events(),
          connection.eventQueue(),
          connection.flowControl(),
          connection.id(),
          connection.pid(),
          connection.uid(),
          connection.readOnly() ? "read" : "write");
    }
    return table.lines();
  }

  private long requestsOf(OperationReport operation) {
    OperationReport earlier = operationsBefore.get(operation.id());
    return operation.requests() - (earlier == null ? 0 : earlier.requests());
  }

  private long requestsOf(ConnectionReport connection) {
    ConnectionReport earlier = connectionsBefore.get(connection.id());
    return connection.requests() - (earlier == null ? 0 : earlier.requests());
  }

  private static <T> List<T> busiest(List<T> elements, ToLongFunction<T> requests) {
    return elements.stream().sorted(Comparator.comparingLong(requests).reversed()).toList();
  }

  private String perSecond(long now, long earlier) {
    return rate(now - earlier);
  }

  private String rate(long count) {
    return String.format(Locale.ROOT, "%.0f", count / seconds);
  }

  private static String micros(Latencies latencies, long nanos) {
    return latencies.count() == 0
        ? "-"
        : String.format(Locale.ROOT, "%.1f", nanos / NANOS_PER_MICRO);
  }
}
