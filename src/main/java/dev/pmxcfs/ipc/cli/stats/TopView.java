package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.base.TextTable;
import dev.pmxcfs.ipc.stats.ConnectionReport;
import dev.pmxcfs.ipc.stats.OperationReport;
import dev.pmxcfs.ipc.stats.ProcessUsage;
import dev.pmxcfs.ipc.stats.ServiceReport;
import dev.pmxcfs.state.StateStats;
import dev.pmxcfs.state.replica.WriteStatus;
import dev.qbipc.server.Latencies;
import dev.qbipc.server.SharedMemory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Two reports of a service, and what happened between them, for people to read. */
final class TopView {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private static final double MILLIS = 1000.0;
  private static final double NANOS_PER_MICRO = 1000.0;
  private static final double NANOS_PER_PERCENT = 1e7;

  private final ServiceReport before;
  private final ServiceReport report;
  private final ProcessUsage process;
  private final Duration cpu;
  private final double seconds;
  private final Map<Integer, OperationReport> operationsBefore;
  private final Map<Long, ConnectionReport> connectionsBefore;

  TopView(Sample earlier, Sample now) {
    before = earlier.report();
    report = now.report();
    process = now.process();
    cpu = process.cpu().minus(earlier.process().cpu());
    seconds = Math.max(1, report.uptimeMillis() - before.uptimeMillis()) / MILLIS;
    operationsBefore = byKey(before.operations(), OperationReport::id);
    connectionsBefore = byKey(before.connections(), ConnectionReport::id);
  }

  private static <K, T> Map<K, T> byKey(List<T> elements, Function<T, K> key) {
    return elements.stream().collect(Collectors.toMap(key, Function.identity()));
  }

  /**
   * The view.
   *
   * @param heading of the tables, or nothing
   */
  List<String> lines(TopOrder order, String heading) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "@%s%s  pid %d  up %s  %s requests/s  %s errors/s  %d in flight",
            report.service(),
            readOnly(),
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
    lines.add(contents());
    lines.add(resources());
    lines.addAll(faults());
    lines.add(heading);
    lines.addAll(operations(order));
    lines.add("");
    lines.addAll(connections(order));
    return lines;
  }

  private String contents() {
    StateStats stats = report.state().stats();
    return String.format(
        Locale.ROOT,
        "%s: %d files of %d bytes, version %s, %d guests, %d locks",
        StandardOutput.name(report.state().source().path()),
        stats.files(),
        stats.bytes(),
        Long.toUnsignedString(stats.version()),
        stats.guests(),
        stats.locks());
  }

  private String resources() {
    List<String> parts = new ArrayList<>();
    process
        .residentBytes()
        .ifPresent(bytes -> parts.add(String.format(Locale.ROOT, "%d MiB memory", bytes >> 20)));
    process.threads().ifPresent(count -> parts.add(count + " threads"));
    process.descriptors().ifPresent(count -> parts.add(count + " descriptors"));
    if (!parts.isEmpty()) {
      double percent = Math.max(0, cpu.toNanos() / NANOS_PER_PERCENT / seconds);
      parts.add(String.format(Locale.ROOT, "%.0f %% of a core", percent));
    }
    long room = SharedMemory.now().freeBytes();
    parts.add(String.format(Locale.ROOT, "/dev/shm: %d MiB free", room >> 20));
    return String.join(", ", parts);
  }

  /** What an operator has to see first. */
  private String readOnly() {
    return report
        .state()
        .writeFailure()
        .map(failure -> "  READ-ONLY since " + TIME.format(instant(failure)))
        .orElse("");
  }

  private static Instant instant(WriteStatus.Failure failure) {
    return Instant.ofEpochMilli(failure.sinceMillis());
  }

  /** A line for each check that finds something wrong. */
  private List<String> faults() {
    return report.health().stream()
        .filter(check -> !check.isUp())
        .map(check -> check + ": " + check.fault().orElseThrow())
        .toList();
  }

  private String uptime() {
    var up = Duration.ofMillis(report.uptimeMillis());
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", up.toHours(), up.toMinutesPart(), up.toSecondsPart());
  }

  private List<String> operations(TopOrder order) {
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
    Comparator<OperationReport> operations =
        order.by(
            Comparator.comparingLong(this::requestsOf),
            Comparator.comparingLong(this::errorsOf),
            Comparator.comparingLong(operation -> operation.latencies().p99Nanos()),
            Comparator.comparingInt(OperationReport::id));
    for (OperationReport operation : sorted(report.operations(), operations)) {
      Latencies latencies = operation.latencies();
      table.row(
          rate(requestsOf(operation)),
          rate(errorsOf(operation)),
          micros(latencies, latencies.p50Nanos()),
          micros(latencies, latencies.p99Nanos()),
          micros(latencies, latencies.p999Nanos()),
          micros(latencies, latencies.maxNanos()),
          operation.inFlight(),
          operation.hasId() ? operation.id() : "-",
          StandardOutput.name(operation.name()),
          operation.threading(),
          StandardOutput.name(operation.module()),
          StandardOutput.name(operation.version()));
    }
    return table.lines();
  }

  private List<String> connections(TopOrder order) {
    var table =
        new TextTable(
            ">REQ/S",
            ">REQUESTS",
            ">EVENTS",
            ">QUEUE",
            ">FLOW",
            ">ID",
            ">PID",
            ">UID",
            "MAY",
            "COMMAND");
    Comparator<ConnectionReport> connections =
        order.by(
            Comparator.comparingLong(this::requestsOf),
            Comparator.comparingInt(ConnectionReport::eventQueue),
            Comparator.comparingLong(ConnectionReport::requests),
            Comparator.comparingLong(ConnectionReport::id));
    for (ConnectionReport connection : sorted(report.connections(), connections)) {
      table.row(
          rate(requestsOf(connection)),
          connection.requests(),
          connection.events(),
          connection.eventQueue(),
          connection.flowControl(),
          connection.id(),
          connection.pid(),
          connection.uid(),
          connection.readOnly() ? "read" : "write",
          ProcessUsage.command(connection.pid()));
    }
    return table.lines();
  }

  private long requestsOf(OperationReport operation) {
    OperationReport earlier = operationsBefore.get(operation.id());
    return operation.requests() - (earlier == null ? 0 : earlier.requests());
  }

  private long errorsOf(OperationReport operation) {
    OperationReport earlier = operationsBefore.get(operation.id());
    return operation.errors() - (earlier == null ? 0 : earlier.errors());
  }

  private long requestsOf(ConnectionReport connection) {
    ConnectionReport earlier = connectionsBefore.get(connection.id());
    return connection.requests() - (earlier == null ? 0 : earlier.requests());
  }

  private static <T> List<T> sorted(List<T> elements, Comparator<T> order) {
    return elements.stream().sorted(order).toList();
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
