package dev.pmxcfs.ipc.cli.status;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.stats.ClusterReport;
import dev.pmxcfs.ipc.stats.GroupReport;
import dev.pmxcfs.ipc.stats.MountReport;
import dev.pmxcfs.ipc.stats.OperationReport;
import dev.pmxcfs.ipc.stats.ResourceReport;
import dev.pmxcfs.ipc.stats.ServiceReport;
import dev.pmxcfs.ipc.stats.StateReport;
import dev.pmxcfs.state.SourceStatus;
import dev.pmxcfs.state.StateStats;
import dev.pmxcfs.state.locks.HeldLock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A server on one screen, in words: what is wrong first, then a line for each of its parts. */
final class StatusView {

  /** More would not fit one screen. */
  private static final int MAX_LOCKS = 5;

  private static final int MAX_NODES = 8;

  private final List<String> lines = new ArrayList<>();
  private final ServiceReport report;
  private final Instant now;

  private StatusView(ServiceReport report, Instant now) {
    this.report = report;
    this.now = now;
  }

  static List<String> lines(ServiceReport report, List<ServerFault> faults, Instant now) {
    var view = new StatusView(report, now);
    view.add(faults);
    view.addService();
    view.addSource(report.state());
    view.addLocks(report.state().stats());
    view.addClients();
    view.addNodes(report.state());
    view.addResources(report.resources());
    report.mount().ifPresentOrElse(view::add, () -> view.line("mount", "none"));
    report
        .cluster()
        .ifPresentOrElse(view::add, () -> view.line("cluster", "none; this node is by itself"));
    return view.lines;
  }

  private void line(String what, String text) {
    lines.add(String.format(Locale.ROOT, "%-9s%s", what, text));
  }

  private void add(List<ServerFault> faults) {
    for (ServerFault fault : faults) {
      line("WRONG", StandardOutput.name(fault.reason()) + " (" + fault.check() + ")");
      fault.remedy().ifPresent(what -> line("  do", what));
    }
    if (!faults.isEmpty()) {
      lines.add("");
    }
  }

  private void addService() {
    long seconds = report.uptimeMillis() / 1000;
    line(
        "service",
        String.format(
            Locale.ROOT,
            "%s, process %d, since %s (%s)",
            StandardOutput.name(report.service()),
            report.pid(),
            Words.time(now.minusMillis(report.uptimeMillis())),
            Words.duration(seconds)));
    var build = report.build();
    line(
        "program",
        "pmxcfs-ipc " + build.version() + ", Java " + build.java() + ", Vert.x " + build.vertx());
    String modules =
        report.operations().stream()
            .filter(OperationReport::hasId)
            .collect(
                Collectors.toMap(
                    OperationReport::module, OperationReport::version, (a, b) -> a, TreeMap::new))
            .entrySet()
            .stream()
            .map(module -> StandardOutput.name(module.getKey() + " " + module.getValue()))
            .collect(Collectors.joining(", "));
    line("modules", modules.isEmpty() ? "none: no operation is served" : modules);
  }

  private void addSource(StateReport state) {
    SourceStatus source = state.source();
    StateStats stats = state.stats();
    String kind =
        source
            .writes()
            .map(
                writes ->
                    writes.failure().isPresent()
                        ? ", READ-ONLY: changes are refused"
                        : stats.isQuorate()
                            ? ", changes are saved (" + writes.transactions() + " so far)"
                            : ", read-only for lack of a quorum")
            .orElse(", a directory, served for reading alone");
    String size = source.bytes().isPresent() ? ", " + Words.bytes(source.bytes().getAsLong()) : "";
    line("source", StandardOutput.name(source.path()) + size + kind);
    line(
        "files",
        String.format(
            Locale.ROOT,
            "%s of %s, %s, version %s",
            Words.count(stats.files(), "files"),
            Words.bytes(stats.bytes()),
            Words.count(stats.guests(), "guests"),
            Long.toUnsignedString(stats.version())));
  }

  private void addLocks(StateStats stats) {
    line("locks", stats.locks() == 0 ? "none" : Words.count(stats.locks(), "locks"));
    stats.oldestLocks().stream().limit(MAX_LOCKS).forEach(lock -> line("", text(lock)));
    if (stats.locks() > MAX_LOCKS) {
      line("", "and " + (stats.locks() - MAX_LOCKS) + " more ('pmxcfs-ipc stats' has them)");
    }
  }

  private static String text(HeldLock lock) {
    String holder =
        lock.node().orElse("node " + Integer.toUnsignedString(lock.nodeId()) + ", which is gone");
    return String.format(
        Locale.ROOT,
        "%s by %s, renewed %s ago%s",
        StandardOutput.name(lock.name()),
        StandardOutput.name(holder),
        Words.duration(lock.ageSeconds()),
        lock.isExpired() ? ": expired, whoever asks for it gets it" : "");
  }

  private void addClients() {
    line(
        "clients",
        String.format(
            Locale.ROOT,
            "%d connected, %s answered, %s among them, %d in flight",
            report.activeConnections(),
            Words.count(report.total(OperationReport::requests), "requests"),
            Words.count(report.total(OperationReport::errors), "errors"),
            report.total(OperationReport::inFlight)));
  }

  private void addNodes(StateReport state) {
    line("log", Words.count(state.stats().logEntries(), "messages"));
    var nodes = state.stats().statusEntries();
    String published =
        nodes.entrySet().stream()
            .filter(node -> node.getValue() > 0)
            .limit(MAX_NODES)
            .map(
                node ->
                    StandardOutput.name(node.getKey())
                        + " "
                        + Words.count(node.getValue(), "values"))
            .collect(Collectors.joining(", "));
    String more = nodes.size() > MAX_NODES ? " and " + (nodes.size() - MAX_NODES) + " more" : "";
    line("status", published.isEmpty() ? "nothing is published" : published + more);
    long dropped = state.rrd().dropped();
    line(
        "rrd",
        Words.count(state.rrd().queued(), "measurements")
            + " wait"
            + (dropped == 0 ? "" : ", " + dropped + " were dropped since the start"));
  }

  private void addResources(ResourceReport resources) {
    line(
        "memory",
        String.format(
            Locale.ROOT,
            "%s of %s shared memory free, %d of %d descriptors open",
            Words.bytes(resources.sharedMemoryFreeBytes()),
            Words.bytes(resources.sharedMemoryBytes()),
            resources.descriptors().open(),
            resources.descriptors().max()));
    if (report.droppedLogLines() > 0) {
      line("", Words.count(report.droppedLogLines(), "lines") + " of its log were not taken");
    }
  }

  private void add(MountReport mount) {
    line(
        "mount",
        String.format(
            Locale.ROOT,
            "%s, %d open, %s%s",
            StandardOutput.name(mount.directory()),
            mount.openHandles(),
            Words.count(mount.waiting(), "calls") + " wait",
            mount.timeouts() == 0 ? "" : ", " + mount.timeouts() + " timed out"));
  }

  private void add(ClusterReport cluster) {
    line(
        "cluster",
        String.format(
            Locale.ROOT,
            "%s, %d of %d nodes online, %s",
            StandardOutput.name(cluster.name()),
            cluster.online(),
            cluster.nodes(),
            cluster.isQuorate() ? "quorate" : "NO QUORUM"));
    cluster.groups().forEach(group -> line("", text(group)));
  }

  private static String text(GroupReport group) {
    String missing =
        group.missing().isEmpty() ? "" : ", waits for " + String.join(", ", group.missing());
    return StandardOutput.name(
        group.name()
            + ": "
            + (group.isSynced() ? "synced" : group.mode().toLowerCase(Locale.ROOT))
            + ", "
            + Words.count(group.members().size(), "members")
            + missing);
  }
}
