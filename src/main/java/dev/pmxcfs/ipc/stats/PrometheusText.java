package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.state.StateStats;
import dev.pmxcfs.state.locks.HeldLock;
import dev.pmxcfs.state.replica.WriteStatus;
import dev.qbipc.server.Latencies;
import dev.qbipc.server.metrics.Meter;
import dev.qbipc.server.metrics.ServiceMeters;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A report in Prometheus's text format. Single connections are not included: each would be a
 * separate series, and few live long.
 */
public final class PrometheusText {

  private static final double NANOS = 1e9;

  private final ServiceReport report;
  private final ServiceMetrics metrics;

  private PrometheusText(ServiceReport report) {
    this.report = report;
    this.metrics = new ServiceMetrics(report.service());
  }

  /** The text, in UTF-8. */
  public static byte[] of(ServiceReport report) {
    var text = new PrometheusText(report);
    text.addServer();
    text.addHealth();
    text.addState();
    report.mount().ifPresent(text::addMount);
    report.cluster().ifPresent(text::addCluster);
    text.addResources();
    text.addService();
    return text.write();
  }

  private byte[] write() {
    var text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, metrics.build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }

  private void addServer() {
    BuildReport build = report.build();
    metrics.info(
        "build",
        "The versions of the server's parts.",
        Labels.of("version", build.version(), "java", build.java(), "vertx", build.vertx()));
    metrics.counter(
        "stderr_lines_dropped",
        "Log lines that were dropped because standard error was not read.",
        report.droppedLogLines());
    metrics.counter(
        "module_changes", "Swaps, roll-backs and unloadings of modules.", report.moduleChanges());
  }

  private void addHealth() {
    metrics.gauges(
        "health_check_up",
        "Whether a health check of the server passes.",
        report.health(),
        check -> Labels.of("group", check.group(), "check", check.name()),
        check -> check.isUp() ? 1 : 0);
  }

  private void addState() {
    // where a directory is served, changes are not refused: there are none
    report.state().source().writes().ifPresent(this::addWrites);
    StateStats state = report.state().stats();
    metrics.gauge(
        "quorate",
        "Whether this node is among the majority of its cluster; else changes are refused.",
        state.isQuorate() ? 1 : 0);
    metrics.gauge("config_version", "The configuration tree's version.", state.version());
    metrics.gauge("config_files", "Configuration files.", state.files());
    metrics.gauge(
        "config_size_bytes", "The size of all configuration files together.", state.bytes());
    metrics.gauge("guests", "Guests that are configured.", state.guests());
    metrics.gauge("locks", "Locks in the configuration that are held.", state.locks());
    addLocks(state.oldestLocks());
    metrics.gauges(
        "status_entries",
        "Keys that services have set, by node.",
        state.statusEntries().entrySet(),
        node -> Labels.of("node", node.getKey()),
        node -> node.getValue());
    metrics.gauge("log_entries", "Entries of the cluster log.", state.logEntries());
    metrics.gauge(
        "rrd_queued", "Updates waiting to be written to RRD files.", report.state().rrd().queued());
    metrics.counter(
        "rrd_dropped",
        "Updates that were dropped because too many were waiting.",
        report.state().rrd().dropped());
  }

  /** A series for each: the names are those of storages, domains and nodes, and come again. */
  private void addLocks(List<HeldLock> locks) {
    metrics.gauges(
        "lock_age_seconds",
        "The time since a lock was made or renewed, for up to 256 locks, the oldest ones.",
        locks,
        PrometheusText::labels,
        HeldLock::ageSeconds);
    metrics.gauges(
        "lock_expired",
        "Whether who asks for a lock gets it, since it was not renewed for 120 seconds; 1 or 0.",
        locks,
        PrometheusText::labels,
        lock -> lock.isExpired() ? 1 : 0);
  }

  private static Labels labels(HeldLock lock) {
    return Labels.of("lock", lock.name(), "node", lock.node().orElse(""));
  }

  private void addWrites(WriteStatus writes) {
    metrics.gauge(
        "config_writable",
        "Whether the configuration can be changed.",
        writes.failure().isEmpty() ? 1 : 0);
    metrics.counter(
        "config_transactions",
        "Transactions that stored changes of the configuration.",
        writes.transactions());
    metrics.counter(
        "config_write_errors",
        "Changes of the configuration refused since the database failed.",
        writes.errors());
  }

  private void addMount(MountReport mount) {
    metrics.histograms(
        "mount_call_latency",
        "The time from a call of the kernel to its answer.",
        mount.calls(),
        PrometheusText::labels,
        call -> buckets(call.latencies()),
        call -> call.latencies().sumNanos() / NANOS);
    metrics.counters(
        "mount_call_errors",
        "Calls of the kernel that got an error; to look up a name that is not there is one.",
        mount.calls(),
        PrometheusText::labels,
        CallReport::errors);
    metrics.counter(
        "mount_call_timeouts",
        "Calls that were given up since they had no answer in time.",
        mount.timeouts());
    metrics.counter(
        "mount_call_interrupts", "Calls whose callers got a signal meanwhile.", mount.interrupts());
    metrics.counter(
        "mount_malformed", "Requests that broke the kernel's protocol.", mount.malformed());
    metrics.gauge(
        "mount_waiting_calls", "Calls that wait until a change is stored.", mount.waiting());
    metrics.gauge("mount_readers", "Threads that wait for calls, or are at one.", mount.readers());
    metrics.gauge(
        "mount_open_handles", "Files and directories that are open.", mount.openHandles());
    metrics.gauge(
        "mount_gathered_bytes",
        "What was written and is not on its way to the database yet.",
        mount.gatheredBytes());
    metrics.counter(
        "mount_notifications",
        "Changes that the kernel was told, and took.",
        mount.notifications());
    metrics.counter(
        "mount_notifications_refused",
        "Changes that the kernel was told and did not take, mostly of what it does not keep.",
        mount.notificationsRefused());
    metrics.gauge(
        "mount_waiting_notifications",
        "Changes that the kernel has not been told yet.",
        mount.notificationsWaiting());
  }

  private void addCluster(ClusterReport cluster) {
    metrics.gauge("cluster_nodes", "Nodes of the cluster.", cluster.nodes());
    metrics.gauge(
        "cluster_online_nodes", "Nodes whose server is in the cluster.", cluster.online());
    metrics.gauge(
        "cluster_waiting_announcements",
        "What this node publishes and has not been sent yet.",
        cluster.announcements());
    metrics.gauges(
        "cluster_group_synced",
        "Whether this node has what the others have; 1 or 0.",
        cluster.groups(),
        PrometheusText::labels,
        group -> group.isSynced() ? 1 : 0);
    metrics.gauges(
        "cluster_group_members",
        "Members of the group; 0 while this node is none.",
        cluster.groups(),
        PrometheusText::labels,
        group -> group.members().size());
    metrics.gauges(
        "cluster_group_waiting_senders",
        "Changes of this node that wait for the group.",
        cluster.groups(),
        PrometheusText::labels,
        GroupReport::waiting);
    metrics.gauges(
        "cluster_group_queued_bytes",
        "Bytes of frames that wait for the end of a sync.",
        cluster.groups(),
        PrometheusText::labels,
        GroupReport::queuedBytes);
  }

  private static Labels labels(GroupReport group) {
    return Labels.of("group", group.name());
  }

  private static Labels labels(CallReport call) {
    return Labels.of("call", call.name());
  }

  private void addResources() {
    ResourceReport resources = report.resources();
    metrics.gauge(
        "shm_size_bytes",
        "The size of shared memory, for all processes.",
        resources.sharedMemoryBytes());
    metrics.gauge(
        "shm_free_bytes", "Shared memory that is free.", resources.sharedMemoryFreeBytes());
    metrics.processCounter(
        "cpu_seconds",
        "Total user and system CPU time spent in seconds.",
        resources.cpuNanos() / NANOS);
    metrics.processGauge(
        "open_fds", "Number of open file descriptors.", resources.descriptors().open());
    metrics.processGauge(
        "max_fds", "Maximum number of open file descriptors.", resources.descriptors().max());
  }

  /** What the library measures of any service, under this program's names. */
  private void addService() {
    Map<Integer, String> names = new HashMap<>();
    report.operations().forEach(operation -> names.put(operation.id(), operation.name()));
    var operations = report.operations().stream().map(OperationReport::measured).toList();
    for (Meter meter : ServiceMeters.of(report.stats(), operations, names::get)) {
      String name = meter.name().replace('.', '_');
      switch (meter.kind()) {
        case GAUGE ->
            metrics.gauges(
                name, meter.help(), meter.series(), PrometheusText::labels, Meter.Series::value);
        case COUNTER ->
            metrics.counters(
                name, meter.help(), meter.series(), PrometheusText::labels, Meter.Series::value);
        case LATENCY ->
            metrics.histograms(
                name,
                meter.help(),
                meter.series(),
                PrometheusText::labels,
                series -> buckets(series.latencies()),
                series -> series.latencies().sumNanos() / NANOS);
      }
    }
  }

  private static Labels labels(Meter.Series series) {
    var labels = Labels.builder();
    series.labels().forEach(labels::label);
    return labels.build();
  }

  private static ClassicHistogramBuckets buckets(Latencies latencies) {
    var buckets = ClassicHistogramBuckets.builder();
    long below = 0;
    for (int i = 0; i < latencies.upTo().size(); i++) {
      long upTo = latencies.upTo().get(i);
      buckets.bucket(Latencies.BOUNDS_NANOS.get(i) / NANOS, upTo - below);
      below = upTo;
    }
    return buckets.bucket(Double.POSITIVE_INFINITY, latencies.count() - below).build();
  }
}
