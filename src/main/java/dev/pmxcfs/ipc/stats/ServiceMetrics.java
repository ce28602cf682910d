package dev.pmxcfs.ipc.stats;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Collects the metrics of a service, which all have its name as a label. Names are given without
 * the prefix that they have in common, and those of counters without {@code _total}.
 */
final class ServiceMetrics {

  private static final String PREFIX = "pmxcfs_";

  private final MetricSnapshots.Builder metrics = MetricSnapshots.builder();
  private final Labels service;

  ServiceMetrics(String service) {
    this.service = Labels.of("service", service);
  }

  MetricSnapshots build() {
    return metrics.build();
  }

  /** A 1 whose labels tell something. */
  void info(String name, String help, Labels labels) {
    infos(name, help, List.of(labels), Function.identity());
  }

  /** As {@link #info}, of several. */
  <T> void infos(String name, String help, Collection<T> of, Function<T, Labels> labels) {
    var info = InfoSnapshot.builder().name(PREFIX + name).help(help);
    of.forEach(
        one ->
            info.dataPoint(
                InfoDataPointSnapshot.builder().labels(service.merge(labels.apply(one))).build()));
    metrics.metricSnapshot(info.build());
  }

  void gauge(String name, String help, double value) {
    gauges(name, help, List.of(value), one -> Labels.EMPTY, one -> one);
  }

  /** A gauge with a series for each of several things. */
  <T> void gauges(
      String name,
      String help,
      Collection<T> of,
      Function<T, Labels> labels,
      ToDoubleFunction<T> value) {
    var gauge = GaugeSnapshot.builder().name(PREFIX + name).help(help);
    of.forEach(
        one ->
            gauge.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(service.merge(labels.apply(one)))
                    .value(value.applyAsDouble(one))
                    .build()));
    metrics.metricSnapshot(gauge.build());
  }

  /** A gauge that all programs have under the same name, without prefix and label. */
  void processGauge(String name, String help, double value) {
    metrics.metricSnapshot(
        GaugeSnapshot.builder()
            .name("process_" + name)
            .help(help)
            .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
            .build());
  }

  /** A counter of the same kind. */
  void processCounter(String name, String help, double value) {
    metrics.metricSnapshot(
        CounterSnapshot.builder()
            .name("process_" + name)
            .help(help)
            .dataPoint(CounterDataPointSnapshot.builder().value(value).build())
            .build());
  }

  void counter(String name, String help, double value) {
    counters(name, help, List.of(value), one -> Labels.EMPTY, one -> one);
  }

  /** A counter with a series for each of several things. */
  <T> void counters(
      String name,
      String help,
      Collection<T> of,
      Function<T, Labels> labels,
      ToDoubleFunction<T> value) {
    var counter = CounterSnapshot.builder().name(PREFIX + name).help(help);
    of.forEach(
        one ->
            counter.dataPoint(
                CounterDataPointSnapshot.builder()
                    .labels(service.merge(labels.apply(one)))
                    .value(value.applyAsDouble(one))
                    .build()));
    metrics.metricSnapshot(counter.build());
  }

  /** A distribution of times with a series for each of several things. */
  <T> void histograms(
      String name,
      String help,
      Collection<T> of,
      Function<T, Labels> labels,
      Function<T, ClassicHistogramBuckets> buckets,
      ToDoubleFunction<T> sumSeconds) {
    var histogram =
        HistogramSnapshot.builder().name(PREFIX + name + "_seconds").unit(Unit.SECONDS).help(help);
    of.forEach(
        one ->
            histogram.dataPoint(
                HistogramDataPointSnapshot.builder()
                    .labels(service.merge(labels.apply(one)))
                    .classicHistogramBuckets(buckets.apply(one))
                    .sum(sumSeconds.applyAsDouble(one))
                    .build()));
    metrics.metricSnapshot(histogram.build());
  }
}
