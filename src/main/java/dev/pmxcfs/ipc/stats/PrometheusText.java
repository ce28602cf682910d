package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.state.StateStats;
import dev.pmxcfs.state.replica.WriteStatus;
import dev.qbipc.server.Latencies;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.ToDoubleFunction;

/**
 * A report in Prometheus's text format. Single connections are not included: each would be a
 * separate series, and few live long.
 */
public final class PrometheusText {

  /** In place of the number of an operation, for what answers all ids that have none. */
  private static final String OTHER = "other";

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
    text.addResources();
    text.addConnections();
    text.addOperations();
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
        "What the server is made of.",
        Labels.of("version", build.version(), "java", build.java(), "vertx", build.vertx()));
    metrics.counter(
        "stderr_lines_dropped",
        "Lines of the server's own log that standard error did not take.",
        report.droppedLogLines());
    metrics.counter(
        "module_changes", "Swaps, roll-backs and unloadings of modules.", report.moduleChanges());
  }

  private void addHealth() {
    metrics.gauges(
        "health_check_up",
        "Whether a check of the server's health finds nothing wrong.",
        report.health(),
        check -> Labels.of("group", check.group(), "check", check.name()),
        check -> check.isUp() ? 1 : 0);
  }

  private void addState() {
    // where a directory is served, changes are not refused: there are none
    report.state().source().writes().ifPresent(this::addWrites);
    StateStats state = report.state().stats();
    metrics.gauge("config_version", "The configuration tree's version.", state.version());
    metrics.gauge("config_files", "Configuration files.", state.files());
    metrics.gauge("config_size_bytes", "What the configuration files hold.", state.bytes());
    metrics.gauge("guests", "Guests that are configured.", state.guests());
    metrics.gauge("locks", "Locks in the configuration that are held.", state.locks());
    metrics.gauges(
        "status_entries",
        "Keys that services have set, by node.",
        state.statusEntries().entrySet(),
        node -> Labels.of("node", node.getKey()),
        node -> node.getValue());
    metrics.gauge("log_entries", "Entries of the cluster log.", state.logEntries());
    metrics.gauge(
        "rrd_queued", "Updates that wait to be written to RRD.", report.state().rrd().queued());
    metrics.counter(
        "rrd_dropped",
        "Updates never written to RRD, since too many waited.",
        report.state().rrd().dropped());
  }

  private void addWrites(WriteStatus writes) {
    metrics.gauge(
        "config_writable",
        "Whether changes of the configuration are taken.",
        writes.failure().isEmpty() ? 1 : 0);
    metrics.counter(
        "config_write_errors",
        "Changes of the configuration refused since the database failed.",
        writes.errors());
  }

  private void addResources() {
    ResourceReport resources = report.resources();
    metrics.gauge(
        "shm_size_bytes",
        "Shared memory that there is for all processes.",
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

  private void addConnections() {
    metrics.gauge("connections", "Connections open.", report.activeConnections());
    metrics.counter(
        "connections_closed", "Connections closed since the start.", report.closedConnections());
    metrics.counters(
        "protection",
        "Clients refused and connections ended in self-defence, by kind.",
        report.protection().toJson().getMap().entrySet(),
        count -> Labels.of("kind", count.getKey()),
        count -> ((Number) count.getValue()).doubleValue());
  }

  private void addOperations() {
    operationCounter("requests", "Requests answered.", OperationReport::requests);
    operationCounter("errors", "Requests answered with an error.", OperationReport::errors);
    operationCounter("timeouts", "Requests past the deadline.", OperationReport::timeouts);
    metrics.gauges(
        "operation_in_flight",
        "Requests with the operation just now.",
        report.operations(),
        PrometheusText::labels,
        OperationReport::inFlight);
    metrics.histograms(
        "operation_latency",
        "From the request's arrival to its answer.",
        report.operations(),
        PrometheusText::labels,
        operation -> buckets(operation.latencies()),
        operation -> operation.latencies().sumNanos() / NANOS);
    metrics.gauges(
        "operation_module",
        "The module and version that serve the operation.",
        report.operations().stream().filter(OperationReport::hasId).toList(),
        operation ->
            labels(operation)
                .merge(Labels.of("module", operation.module(), "version", operation.version())),
        operation -> 1);
  }

  private void operationCounter(String name, String help, ToDoubleFunction<OperationReport> value) {
    metrics.counters("operation_" + name, help, report.operations(), PrometheusText::labels, value);
  }

  /** By number and name alone: a swap must not begin the counts anew. */
  private static Labels labels(OperationReport operation) {
    String id = operation.hasId() ? Integer.toString(operation.id()) : OTHER;
    return Labels.of("id", id, "operation", operation.name());
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
