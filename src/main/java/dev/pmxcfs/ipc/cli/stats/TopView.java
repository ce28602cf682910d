package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.stats.OperationReport;
import dev.pmxcfs.ipc.stats.ProcessUsage;
import dev.pmxcfs.ipc.stats.ServiceReport;
import dev.pmxcfs.state.StateStats;
import dev.pmxcfs.state.replica.WriteStatus;
import dev.qbipc.server.SharedMemory;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Two reports of a service, and what happened between them, for people to read. */
final class TopView {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private static final double MILLIS = 1000.0;
  private static final double NANOS_PER_PERCENT = 1e7;

  private final ServiceReport before;
  private final ServiceReport report;
  private final ProcessUsage process;
  private final Duration cpu;
  private final Rate rate;
  private final OperationTable operations;
  private final ConnectionTable connections;
  private final Optional<MountView> mount;

  TopView(Sample earlier, Sample now) {
    before = earlier.report();
    report = now.report();
    process = now.process();
    cpu = process.cpu().minus(earlier.process().cpu());
    double seconds = Math.max(1, report.uptimeMillis() - before.uptimeMillis()) / MILLIS;
    rate = new Rate(seconds);
    operations = new OperationTable(before.operations(), report.operations(), rate);
    connections = new ConnectionTable(before.connections(), report.connections(), rate);
    mount = MountView.of(before, report, rate);
  }

  /**
   * The view.
   *
   * @param heading of the tables, or nothing
   * @param log the entries of the cluster log, where it is shown
   */
  List<String> lines(TopChoice choice, String heading, List<JsonObject> log) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "@%s%s  pid %d  up %s  %s requests/s  %s errors/s  %d in flight",
            report.service(),
            readOnly(),
            report.pid(),
            uptime(),
            perSecond(OperationReport::requests),
            perSecond(OperationReport::errors),
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
    mount.ifPresent(view -> lines.add(view.summary()));
    report.cluster().ifPresent(cluster -> lines.addAll(ClusterLines.of(cluster)));
    lines.add(resources());
    lines.addAll(faults());
    lines.add(heading);
    lines.addAll(
        tables(choice, log).stream()
            .map(choice::filtered)
            .map(table -> String.join("\n", table))
            .collect(Collectors.joining("\n\n"))
            .lines()
            .toList());
    return lines;
  }

  private List<List<String>> tables(TopChoice choice, List<JsonObject> log) {
    List<List<String>> tables = new ArrayList<>();
    if (choice.shows(TopTab.OPERATIONS)) {
      tables.add(operations.lines(choice.order()));
      mount.ifPresent(view -> tables.add(view.lines(choice.order())));
    }
    if (choice.shows(TopTab.CONNECTIONS)) {
      tables.add(connections.lines(choice.order()));
    }
    if (choice.tab() == TopTab.CLUSTER) {
      tables.add(ClusterTable.lines(report.cluster()));
    }
    if (choice.tab() == TopTab.LOG) {
      tables.add(LogTable.lines(log));
    }
    return tables;
  }

  private String perSecond(ToLongFunction<OperationReport> count) {
    return rate.of(report.total(count) - before.total(count));
  }

  private String contents() {
    StateStats stats = report.state().stats();
    return String.format(
        Locale.ROOT,
        "%s: %d files of %d bytes, version %s, %d guests, %d locks%s",
        StandardOutput.name(report.state().source().path()),
        stats.files(),
        stats.bytes(),
        Long.toUnsignedString(stats.version()),
        stats.guests(),
        stats.locks(),
        transactions());
  }

  /** How much the disk has to do; nothing where a directory is served. */
  private String transactions() {
    return report
        .state()
        .source()
        .writes()
        .map(now -> ", " + rate.of(now.transactions() - past()) + " transactions/s")
        .orElse("");
  }

  private long past() {
    return before.state().source().writes().map(WriteStatus::transactions).orElse(0L);
  }

  private String resources() {
    List<String> parts = new ArrayList<>();
    process
        .residentBytes()
        .ifPresent(bytes -> parts.add(String.format(Locale.ROOT, "%d MiB memory", bytes >> 20)));
    process.threads().ifPresent(count -> parts.add(count + " threads"));
    process.descriptors().ifPresent(count -> parts.add(count + " descriptors"));
    if (!parts.isEmpty()) {
      double percent = Math.max(0, cpu.toNanos() / NANOS_PER_PERCENT / rate.seconds());
      parts.add(String.format(Locale.ROOT, "%.0f %% of a core", percent));
    }
    long room = SharedMemory.now().freeBytes();
    parts.add(String.format(Locale.ROOT, "/dev/shm: %d MiB free", room >> 20));
    return String.join(", ", parts);
  }

  /** What an operator has to see first. */
  private String readOnly() {
    if (!report.state().stats().isQuorate()) {
      return "  NO QUORUM, changes are refused";
    }
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
}
