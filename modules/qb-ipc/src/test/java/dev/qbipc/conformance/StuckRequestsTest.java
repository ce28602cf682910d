package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.RateLimit;
import dev.qbipc.server.Request;
import dev.qbipc.server.Threading;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/**
 * Conformance list E: requests are not taken for a while, and the client sends on. Its calls go
 * through until the request ring is full and fail with EAGAIN then; none is caught in its loop for
 * a byte that the socket does not take. A libqb server that is busy would catch it (protocol,
 * section 4).
 */
@RunWith(VertxUnitRunner.class)
public class StuckRequestsTest {

  /** An operation that does not return while the gate is shut. */
  private static final int WAIT_AT_GATE = 100;

  /** More than this many bytes not taken, and the client's next call would not return. */
  private static final int SOCKET_IS_FULL = 278;

  private static final Duration MAX_CALL = Patience.LIMIT.dividedBy(2);

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final CountDownLatch gate = new CountDownLatch(1);
  private final Timer timer = new Timer("frees a caught client", true);
  private InProcessServer server;
  private LibqbClient client;

  @Before
  public void connect() {
    server = InProcessServer.start(new ServiceOptions());
    client = LibqbClient.connect(server.service());
    timer.schedule(closeServer(), OutputLines.PATIENCE.toMillis());
  }

  /** What lets a caught call return, so that the test can fail. */
  private TimerTask closeServer() {
    return new TimerTask() {
      @Override
      public void run() {
        server.server().close();
      }
    };
  }

  @After
  public void close() {
    timer.cancel();
    gate.countDown();
    client.close();
    server.close();
  }

  private void waitAtGate(Request request) {
    try {
      if (gate.await(OutputLines.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        request.done();
      } else {
        request.fail(Errno.ETIMEDOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      request.fail(Errno.EINTR);
    }
  }

  /** Sends requests until the ring is full. Returns how many went in. */
  private int sendUntilFull(int id) {
    int sent = 0;
    while (true) {
      long begin = System.nanoTime();
      long result = client.trySend(id);
      var duration = Duration.ofNanos(System.nanoTime() - begin);
      assertTrue("send " + sent + " took " + duration, duration.compareTo(MAX_CALL) < 0);
      if (result == -Errno.EAGAIN) {
        assertTrue("only " + sent + " sent", sent > SOCKET_IS_FULL);
        return sent;
      }
      assertTrue("send " + sent + ": " + Errno.name((int) result), result > 0);
      sent++;
    }
  }

  private void assertProcessed(TestContext test, int requests) {
    try (var other = LibqbClient.connect(server.service())) {
      other.call(ConformanceService.ECHO, 1);
    }
    Eventually.assertBecomes("requests taken", (long) requests, () -> await(test, requestsTaken()));
  }

  private Future<Long> requestsTaken() {
    return server.server().connections().get(0).stats(false).map(stats -> stats.requests());
  }

  @Test
  public void item45_whileAnOperationBlocksItsReader(TestContext test) {
    await(test, server.server().operation(WAIT_AT_GATE, this::waitAtGate));
    client.send(WAIT_AT_GATE);
    int sent = sendUntilFull(ConformanceService.NO_REPLY);
    gate.countDown();
    assertProcessed(test, 1 + sent);
    client.call(ConformanceService.ECHO, 1);
  }

  @Test
  public void item45_whileAnOperationBlocksAWorker(TestContext test) {
    var onWorker = new OperationOptions().setThreading(Threading.WORKER);
    await(test, server.server().operation(WAIT_AT_GATE, () -> new GateOperation(this), onWorker));
    client.send(WAIT_AT_GATE);
    int sent = sendUntilFull(ConformanceService.NO_REPLY);
    gate.countDown();
    assertProcessed(test, 1 + sent);
    client.call(ConformanceService.ECHO, 1);
  }

  @Test
  public void item45_whileFlowControlIsOn(TestContext test) {
    await(test, server.server().requestRateLimit(RateLimit.OFF_FOR_WILLING));
    int sent = sendUntilFull(ConformanceService.NO_REPLY);
    await(test, server.server().requestRateLimit(RateLimit.NORMAL));
    assertProcessed(test, sent);
    client.call(ConformanceService.ECHO, 1);
  }

  @Test
  public void item45_whileTheClientReadsNoResponses(TestContext test) {
    int sent = sendUntilFull(ConformanceService.ECHO);
    for (int i = 0; i < sent; i++) {
      assertEquals(ConformanceService.ECHO, client.receive((int) Patience.LIMIT.toMillis()).id());
    }
    assertProcessed(test, sent);
    client.call(ConformanceService.ECHO, 1);
  }

  private static final class GateOperation extends OperationVerticle {

    private final StuckRequestsTest test;

    GateOperation(StuckRequestsTest test) {
      this.test = test;
    }

    @Override
    public void handle(Request request) {
      test.waitAtGate(request);
    }
  }
}
