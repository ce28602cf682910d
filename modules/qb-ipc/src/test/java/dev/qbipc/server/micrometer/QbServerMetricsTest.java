package dev.qbipc.server.micrometer;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.Request;
import dev.qbipc.server.metrics.ServiceMeters;
import dev.qbipc.testing.Patience;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** An embedding program has a server's meters by binding them to its registry. */
@RunWith(VertxUnitRunner.class)
public class QbServerMetricsTest {

  private static final int ECHO = 1;
  private static final int FAIL = 2;
  private static final int LATER = 3;

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "qb-metrics-test-" + ProcessHandle.current().pid();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private QbServer server;

  @Before
  public void serve(TestContext test) {
    server = QbServer.create(vertx, new QbServerOptions().setService(service));
    server
        .operation(ECHO, request -> request.reply(request.payload()))
        .compose(done -> server.operation(FAIL, request -> request.fail(Errno.ENOENT)))
        .compose(done -> server.listen())
        .onComplete(test.asyncAssertSuccess());
  }

  @After
  public void close(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private double value(String name, String... tags) {
    Meter meter = registry.get("qbipc." + name).tag("service", service).tags(tags).meter();
    return meter.measure().iterator().next().getValue();
  }

  private void requests(TestContext test, int ok, int failing) {
    try (var client = LibqbClient.connect(service)) {
      for (int i = 0; i < ok; i++) {
        client.call(ECHO, i);
      }
      for (int i = 0; i < failing; i++) {
        client.call(FAIL, i);
      }
      // What a reader has counted is seen when its round is over.
      await(test, server.operationStats());
    }
  }

  @Test
  public void registryShowsWhatTheServerCounts(TestContext test) {
    requests(test, 5, 2);
    new QbServerMetrics(server, id -> id == ECHO ? "echo" : "op " + id, Set.of()).bindTo(registry);
    assertEquals(5, value("operation.requests", "id", "1", "operation", "echo"), 0);
    assertEquals(0, value("operation.errors", "id", "1", "operation", "echo"), 0);
    assertEquals(2, value("operation.errors", "id", "2", "operation", "op 2"), 0);
    assertEquals(0, value("operation.in.flight", "id", "2"), 0);
    assertEquals(0, value("protection", "kind", "refusedByPolicy"), 0);
    FunctionTimer latency = registry.get("qbipc.operation.latency").tag("id", "1").functionTimer();
    assertEquals(5, latency.count(), 0);
    assertTrue(latency.totalTime(TimeUnit.NANOSECONDS) > 0);
    double p50 = value("operation.latency.percentile", "id", "1", "phi", "0.5");
    double max = value("operation.latency.max", "id", "1");
    assertTrue(p50 + " <= " + max, 0 < p50 && p50 <= max);
  }

  @Test
  public void allMetersOfTheServiceAreBoundAndLeaveWithTheBinder() {
    var metrics = new QbServerMetrics(server);
    metrics.bindTo(registry);
    Set<String> expected =
        ServiceMeters.of(server, Integer::toString).stream()
            .map(meter -> "qbipc." + meter.name())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> bound =
        registry.getMeters().stream()
            .map(meter -> meter.getId().getName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(bound.toString(), bound.containsAll(expected));
    metrics.close();
    assertEquals(0, registry.getMeters().size());
  }

  /** Seen: a registry holds what a meter reads by a weak reference, and the meter stood still. */
  @Test
  public void metersGoOnWhenOnlyTheRegistryHoldsTheBinder(TestContext test) {
    requests(test, 5, 0);
    new QbServerMetrics(server).bindTo(registry);
    System.gc();
    assertEquals(5, value("operation.requests", "id", "1"), 0);
    assertEquals(
        5, registry.get("qbipc.operation.latency").tag("id", "1").functionTimer().count(), 0);
    assertTrue(value("operation.latency.max", "id", "1") > 0);
  }

  @Test
  public void operationsOfLaterHaveMetersToo(TestContext test) {
    var metrics = new QbServerMetrics(server);
    metrics.bindTo(registry);
    await(test, server.operation(LATER, Request::reply));
    // Some time may have gone by, or not; another binder looks anew.
    var other = new SimpleMeterRegistry();
    metrics.bindTo(other);
    assertEquals(1, registry.find("qbipc.operation.requests").tag("id", "3").meters().size());
    assertEquals(1, other.find("qbipc.operation.requests").tag("id", "3").meters().size());
  }

  /** A registry may be asked for longer than a server lives. */
  @Test
  public void serverThatIsClosedKeepsItsLastNumbers(TestContext test) {
    requests(test, 3, 0);
    new QbServerMetrics(server).bindTo(registry);
    await(test, server.close());
    assertEquals(3, value("operation.requests", "id", "1"), 0);
    Eventually.assertBecomes("connections", 0.0, () -> value("connections"));
    assertEquals(3, value("operation.requests", "id", "1"), 0);
  }
}
