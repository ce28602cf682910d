package dev.pmxcfs.ipc.health;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.state.SourceStatus;
import dev.pmxcfs.state.replica.WriteStatus;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** What is said of a service whose file system does not answer. */
@RunWith(VertxUnitRunner.class)
public class ServiceHealthTest {

  private static final long TIMEOUT_MILLIS = 50;
  private static final SourceStatus SOUND =
      new SourceStatus("/config", Optional.empty(), Optional.empty(), OptionalLong.empty());

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final AtomicInteger looks = new AtomicInteger();
  private final List<Throwable> unhandled = new CopyOnWriteArrayList<>();
  private volatile SourceStatus status = SOUND;
  private volatile CountDownLatch answer = new CountDownLatch(0);

  @After
  public void closeVertx(TestContext test) {
    answer.countDown();
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void anAnswerThatComesTooLateIsAFaultUntilTheNextAndNothingElse(TestContext test) {
    vertx.exceptionHandler(unhandled::add);
    var health = health(TIMEOUT_MILLIS);
    answer = new CountDownLatch(1);
    assertEquals(
        Optional.of("gave no answer in " + TIMEOUT_MILLIS + " ms"),
        sourceCheck(test, health).fault());
    answer.countDown();
    assertEquals(SOUND, await(test, health.source()));
    Eventually.assertBecomes("fault", Optional.empty(), () -> sourceCheck(test, health).fault());
    assertEquals(List.of(), unhandled);
  }

  @Test
  public void bothChecksOfADatabaseTakeOneLookAtIt(TestContext test) {
    status =
        new SourceStatus(
            "/config.db",
            Optional.empty(),
            Optional.of(new WriteStatus(0, 0, Optional.empty())),
            OptionalLong.of(1));
    var health = health(Patience.LIMIT.toMillis());
    looks.set(0);
    long ofConfig =
        await(test, health.list()).stream().filter(check -> check.group().equals("config")).count();
    assertEquals(2, ofConfig);
    assertEquals(1, looks.get());
  }

  private ServiceHealth health(long timeoutMillis) {
    var options = new QbServerOptions().setService("health-" + ProcessHandle.current().pid());
    var server = QbServer.create(vertx, options);
    return new ServiceHealth(vertx, server, options, this::source, timeoutMillis);
  }

  private SourceStatus source() {
    looks.incrementAndGet();
    try {
      answer.await();
      return status;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HealthCheck sourceCheck(TestContext test, ServiceHealth health) {
    return await(test, health.list()).stream()
        .filter(check -> check.name().equals("source"))
        .findFirst()
        .orElseThrow();
  }
}
