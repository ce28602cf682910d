package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.onThread;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;

import dev.qbipc.server.Request;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.Test;

/** A request that comes after a long silence, in which the reader has slept. */
public class SilenceTest extends OwnServerTest {

  private static final Duration SILENCE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMillis(200);

  /** Requests that the operation has been given and leaves alone. */
  private final BlockingQueue<Request> left = new LinkedBlockingQueue<>();

  /**
   * Its processor may take long to wake up, so it begins at once. Tried until the client, which can
   * be kept from its processor here, slept when its request came.
   */
  @Test
  public void clientThatSleepsIsWokenAheadOfItsResponse(TestContext test) {
    operation(OPERATION, left::add);
    try (var client = RawClient.open(server.service(), MESSAGE_SIZE)) {
      Eventually.assertBecomes("woken ahead", true, () -> isWokenAhead(test, client));
    }
  }

  private boolean isWokenAhead(TestContext test, RawClient client) {
    LockSupport.parkNanos(SILENCE.toNanos());
    var ring = client.response();
    Async sent = onThread(test, () -> client.send(OPERATION));
    boolean woken = ring.awaitWake(PATIENCE);
    sent.awaitSuccess();
    assertEquals("responses", 0, ring.semaphore());
    takeLeft().reply(new byte[] {3});
    assertEquals(3, client.receive().payload()[0]);
    return woken;
  }

  private Request takeLeft() {
    try {
      return left.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** libqb's client sleeps on when it finds nothing. */
  @Test
  public void callsAfterSilenceAreAnswered() {
    try (var client = connect()) {
      for (int i = 0; i < 50; i++) {
        LockSupport.parkNanos(SILENCE.toNanos());
        assertEquals(i, client.call(ECHO, i).intAt(0));
      }
    }
  }
}
