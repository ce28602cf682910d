package dev.qbipc.server.micrometer;

import dev.qbipc.server.Latencies;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.metrics.Meter.Series;
import dev.qbipc.server.metrics.ServiceMeters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Binds {@linkplain ServiceMeters the meters of a server} to Micrometer, under names that begin
 * with {@code qbipc} and with the service's name as a tag. Latencies are a timer, the slowest
 * request as {@code .max}, and percentiles by the tag {@code phi}.
 *
 * <p>Nothing is counted twice and no timer runs: the registry reads what the readers count in any
 * case, at most ten times a second. Operations that are put in service later get their meters when
 * another one is read.
 *
 * <p>Any thread may call it.
 */
public final class QbServerMetrics implements MeterBinder, AutoCloseable {

  private static final String PREFIX = "qbipc.";

  /** All questions of a registry come within a few milliseconds: one look answers them. */
  private static final long MAX_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private record Key(String name, Map<String, String> labels) {}

  private final QbServer server;
  private final IntFunction<String> names;
  private final Tags tags;

  // What follows is guarded by the monitor.
  private final List<MeterRegistry> registries = new ArrayList<>();
  private final List<Meter> registered = new ArrayList<>();

  /** By what they are the values of; also of operations that are out of service by now. */
  private final Map<Key, Series> latest = new HashMap<>();

  private long lookedAt;

  /**
   * Measures a server with the message ids as names of its operations.
   *
   * @param server whose service is named by now
   */
  public QbServerMetrics(QbServer server) {
    this(server, Integer::toString, Tags.empty());
  }

  /**
   * Measures a server whose operations have names.
   *
   * @param server whose service is named by now
   * @param names the names of the operations, by id
   * @param tags additional tags of all meters
   */
  public QbServerMetrics(QbServer server, IntFunction<String> names, Iterable<Tag> tags) {
    this.server = server;
    this.names = names;
    this.tags = Tags.of(tags).and("service", server.service());
  }

  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    look();
    registries.add(registry);
    for (var meter : ServiceMeters.of(server, names)) {
      for (Series series : meter.series()) {
        register(registry, meter, series);
      }
    }
  }

  /** Takes the meters out of all registries. */
  @Override
  public synchronized void close() {
    registered.forEach(meter -> registries.forEach(registry -> registry.remove(meter)));
    registered.clear();
    registries.clear();
  }

  private synchronized Series value(Key key) {
    if (System.nanoTime() - lookedAt >= MAX_AGE_NANOS) {
      look();
    }
    return latest.get(key);
  }

  private void look() {
    lookedAt = System.nanoTime();
    for (var meter : ServiceMeters.of(server, names)) {
      for (Series series : meter.series()) {
        if (latest.put(new Key(meter.name(), series.labels()), series) == null) {
          registries.forEach(registry -> register(registry, meter, series));
        }
      }
    }
  }

  /**
   * Registers a meter whose function holds this binder: the registry by itself would hold it by a
   * weak reference only, and the meter would stand still when nobody else does.
   */
  private void register(
      MeterRegistry registry, dev.qbipc.server.metrics.Meter meter, Series series) {
    var key = new Key(meter.name(), series.labels());
    String name = PREFIX + meter.name();
    Tags tags = this.tags;
    for (var label : series.labels().entrySet()) {
      tags = tags.and(label.getKey(), label.getValue());
    }
    switch (meter.kind()) {
      case GAUGE ->
          registered.add(
              Gauge.builder(name, this, held -> value(key).value())
                  .description(meter.help())
                  .tags(tags)
                  .register(registry));
      case COUNTER ->
          registered.add(
              FunctionCounter.builder(name, this, held -> value(key).value())
                  .description(meter.help())
                  .tags(tags)
                  .register(registry));
      case LATENCY -> registerLatencies(registry, key, name, meter.help(), tags);
    }
  }

  private void registerLatencies(
      MeterRegistry registry, Key key, String name, String help, Tags tags) {
    registered.add(
        FunctionTimer.builder(
                name,
                this,
                held -> value(key).latencies().count(),
                held -> value(key).latencies().sumNanos(),
                TimeUnit.NANOSECONDS)
            .description(help)
            .tags(tags)
            .register(registry));
    gauge(registry, key, name + ".max", "The slowest request.", tags, Latencies::maxNanos);
    String percentiles = name + ".percentile";
    gauge(registry, key, percentiles, help, tags.and("phi", "0.5"), Latencies::p50Nanos);
    gauge(registry, key, percentiles, help, tags.and("phi", "0.9"), Latencies::p90Nanos);
    gauge(registry, key, percentiles, help, tags.and("phi", "0.99"), Latencies::p99Nanos);
    gauge(registry, key, percentiles, help, tags.and("phi", "0.999"), Latencies::p999Nanos);
  }

  private void gauge(
      MeterRegistry registry,
      Key key,
      String name,
      String help,
      Tags tags,
      ToLongFunction<Latencies> nanos) {
    ToDoubleFunction<QbServerMetrics> value = held -> nanos.applyAsLong(value(key).latencies());
    registered.add(
        TimeGauge.builder(name, this, TimeUnit.NANOSECONDS, value)
            .description(help)
            .tags(tags)
            .register(registry));
  }
}
