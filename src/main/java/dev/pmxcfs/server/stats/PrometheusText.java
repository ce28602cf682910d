package dev.pmxcfs.server.stats;

import dev.qbipc.server.Latencies;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.ToDoubleFunction;

/**
 * A report in Prometheus's text format. Single connections are not in it: each would be a series of
 * its own, and few of them live long.
 */
public final class PrometheusText {

  private static final String PREFIX = "pmxcfs_";
  private static final double NANOS = 1e9;

  private final ServiceReport report;

  private PrometheusText(ServiceReport report) {
    this.report = report;
  }

  /** The text, in UTF-8. */
  public static byte[] of(ServiceReport report) {
    var text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, new PrometheusText(report).snapshots());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }

  private MetricSnapshots snapshots() {
    return MetricSnapshots.builder()
        .metricSnapshot(
            counter("operation_requests", "Requests answered.", OperationReport::requests))
        .metricSnapshot(
            counter(
                "operation_errors", "Requests answered with an error.", OperationReport::errors))
        .metricSnapshot(
            counter("operation_timeouts", "Requests past the deadline.", OperationReport::timeouts))
        .metricSnapshot(inFlight())
        .metricSnapshot(latencies())
        .metricSnapshot(gauge("connections", "Connections open.", report.activeConnections()))
        .metricSnapshot(closedConnections())
        .metricSnapshot(protection())
        .metricSnapshot(modules())
        .build();
  }

  private CounterSnapshot counter(
      String name, String help, ToDoubleFunction<OperationReport> value) {
    var counter = CounterSnapshot.builder().name(PREFIX + name).help(help);
    for (OperationReport operation : report.operations()) {
      counter.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(labels(operation))
              .value(value.applyAsDouble(operation))
              .build());
    }
    return counter.build();
  }

  private GaugeSnapshot inFlight() {
    var gauge =
        GaugeSnapshot.builder()
            .name(PREFIX + "operation_in_flight")
            .help("Requests with the operation just now.");
    for (OperationReport operation : report.operations()) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(labels(operation))
              .value(operation.inFlight())
              .build());
    }
    return gauge.build();
  }

  private SummarySnapshot latencies() {
    var summary =
        SummarySnapshot.builder()
            .name(PREFIX + "operation_latency_seconds")
            .unit(Unit.SECONDS)
            .help("From the request's arrival to its answer.");
    for (OperationReport operation : report.operations()) {
      Latencies latencies = operation.latencies();
      summary.dataPoint(
          SummaryDataPointSnapshot.builder()
              .labels(labels(operation))
              .count(latencies.count())
              .sum(latencies.sumNanos() / NANOS)
              .quantiles(
                  Quantiles.of(
                      new Quantile(0.5, latencies.p50Nanos() / NANOS),
                      new Quantile(0.9, latencies.p90Nanos() / NANOS),
                      new Quantile(0.99, latencies.p99Nanos() / NANOS),
                      new Quantile(0.999, latencies.p999Nanos() / NANOS)))
              .build());
    }
    return summary.build();
  }

  /** By number and name alone: a swap must not begin the counts anew. */
  private Labels labels(OperationReport operation) {
    return Labels.of(
        "service", report.service(),
        "id", Integer.toString(operation.id()),
        "operation", operation.name());
  }

  private GaugeSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(PREFIX + name)
        .help(help)
        .dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(Labels.of("service", report.service()))
                .value(value)
                .build())
        .build();
  }

  private CounterSnapshot protection() {
    var counter =
        CounterSnapshot.builder()
            .name(PREFIX + "protection")
            .help("Clients refused and connections ended in self-defence, by kind.");
    for (var count : report.protection().toJson()) {
      counter.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(Labels.of("service", report.service(), "kind", count.getKey()))
              .value(((Long) count.getValue()).doubleValue())
              .build());
    }
    return counter.build();
  }

  private CounterSnapshot closedConnections() {
    return CounterSnapshot.builder()
        .name(PREFIX + "connections_closed")
        .help("Connections closed since the start.")
        .dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(Labels.of("service", report.service()))
                .value(report.closedConnections())
                .build())
        .build();
  }

  /** Which version serves an operation, in the labels of a 1, as is usual for such. */
  private GaugeSnapshot modules() {
    var info =
        GaugeSnapshot.builder()
            .name(PREFIX + "operation_module")
            .help("The module and version that serve the operation.");
    for (OperationReport operation : report.operations()) {
      Labels module = Labels.of("module", operation.module(), "version", operation.version());
      info.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(labels(operation).merge(module))
              .value(1)
              .build());
    }
    return info.build();
  }
}
