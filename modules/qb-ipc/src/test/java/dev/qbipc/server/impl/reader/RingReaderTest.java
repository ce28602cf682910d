package dev.qbipc.server.impl.reader;

import static dev.qbipc.AsyncAssertions.await;

import dev.qbipc.linux.memory.WakeWord;
import dev.qbipc.server.Scheduling;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** A reader lives on, whatever its rounds end with. */
@RunWith(VertxUnitRunner.class)
public class RingReaderTest {

  private static final int FAILURES = 3;

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final VertxInternal vertx =
      (VertxInternal) Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final FutexRingWait sleep = new FutexRingWait();

  @After
  public void close(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  /** A sleep that fails a few times before it is one. */
  private RingWait failingWith(Async failures, RuntimeException failure, Error error) {
    return new RingWait() {
      @Override
      public int capacity() {
        return sleep.capacity();
      }

      @Override
      public void added(ReaderClient connection) {
        sleep.added(connection);
      }

      @Override
      public void removed(ReaderClient connection) {
        sleep.removed(connection);
      }

      @Override
      public boolean await(WakeWord wakeWord, List<ReaderClient> connections, long timeoutNanos) {
        if (failures.count() > 0) {
          failures.countDown();
          if (error != null) {
            throw error;
          }
          throw failure;
        }
        return sleep.await(wakeWord, connections, timeoutNanos);
      }

      @Override
      public void close() {
        sleep.close();
      }
    };
  }

  /**
   * Checks that a reader lives on.
   *
   * @param counted how many of its rounds count as failed
   */
  private void assertLivesOn(TestContext test, int counted, RuntimeException failure, Error error) {
    var protection = new ProtectionCounters(vertx);
    Async failures = test.async(FAILURES);
    var reader =
        new RingReader(
            vertx,
            0,
            "reader",
            Scheduling.TURNS,
            new Spin(0),
            new ReaderPriority("reader", 0),
            failingWith(failures, failure, error),
            protection);
    reader.start();
    failures.awaitSuccess();
    Async seen = test.async();
    reader.execute(
        () -> {
          test.assertFalse(reader.isAsleep(), "seems to sleep");
          seen.complete();
        });
    seen.awaitSuccess();
    reader.shutdown();
    await(test, reader.ended());
    test.assertEquals((long) counted, protection.read(false).readerFailures());
  }

  @Test
  public void failureOfItsOwnDoesNotEndItAndIsCounted(TestContext test) {
    assertLivesOn(test, FAILURES, new IllegalStateException("thrown by the test"), null);
  }

  @Test
  public void faultInItsSleepDoesNotLeaveItAsleep(TestContext test) {
    assertLivesOn(test, 0, null, new InternalError("thrown by the test"));
  }
}
