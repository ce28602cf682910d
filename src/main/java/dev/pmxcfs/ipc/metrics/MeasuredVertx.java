package dev.pmxcfs.ipc.metrics;

import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.Set;

/** Vert.x and the JVM, measured. */
public final class MeasuredVertx {

  /** Whose units or names are not Prometheus's: the first is among our own metrics in seconds. */
  private static final Set<String> ODD_METERS =
      Set.of("process.cpu.time", "jvm.compilation.time", "system.cpu.count");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Measures nothing yet. */
  public MeasuredVertx() {
    registry.config().meterFilter(MeterFilter.deny(id -> ODD_METERS.contains(id.getName())));
  }

  /** Starts Vert.x with some options, and measures it. */
  public Vertx start(VertxOptions options) {
    var metrics =
        new MicrometerMetricsOptions()
            .setEnabled(true)
            .setJvmMetricsEnabled(true)
            // readers and Vert.x's own workers are pools of one type
            .addLabels(Label.POOL_NAME)
            // each request is a message: what counting them twice costs, every client would pay
            .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS);
    return Vertx.builder()
        .with(new VertxOptions(options).setMetricsOptions(metrics))
        .withMetrics(new MicrometerMetricsFactory(registry))
        .build();
  }

  /** The measurements, in Prometheus's text format. */
  public String scrape() {
    return registry.scrape();
  }
}
