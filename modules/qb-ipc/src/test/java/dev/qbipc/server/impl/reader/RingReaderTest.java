package dev.qbipc.server.impl.reader;

import static org.junit.Assert.assertFalse;

import dev.qbipc.libqb.OutputLines;
import dev.qbipc.linux.memory.WakeWord;
import dev.qbipc.server.Scheduling;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

/** A reader lives on, whatever its rounds end with. */
public class RingReaderTest {

  private static final int FAILURES = 3;

  private final VertxInternal vertx =
      (VertxInternal) Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final FutexRingWait sleep = new FutexRingWait();
  private final CountDownLatch failures = new CountDownLatch(FAILURES);

  @After
  public void close() {
    vertx.close().await();
  }

  /** A sleep that fails a few times before it is one. */
  private RingWait failingWith(RuntimeException failure, Error error) {
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
        if (failures.getCount() > 0) {
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

  private void assertLivesOn(RingWait wait) throws Exception {
    var reader =
        new RingReader(
            vertx,
            0,
            "reader",
            Scheduling.TURNS,
            new Spin(0),
            new ReaderPriority("reader", 0),
            wait,
            new ProtectionCounters(vertx));
    reader.start();
    failures.await();
    var seenAsleep = new CompletableFuture<Boolean>();
    reader.execute(() -> seenAsleep.complete(reader.isAsleep()));
    long patience = OutputLines.PATIENCE.toSeconds();
    assertFalse("seems to sleep", seenAsleep.get(patience, TimeUnit.SECONDS));
    reader.shutdown();
    reader.ended().await();
  }

  @Test
  public void failureOfItsOwnDoesNotEndIt() throws Exception {
    assertLivesOn(failingWith(new IllegalStateException("thrown by the test"), null));
  }

  @Test
  public void faultInItsSleepDoesNotLeaveItAsleep() throws Exception {
    assertLivesOn(failingWith(null, new InternalError("thrown by the test")));
  }
}
