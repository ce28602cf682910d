package dev.qbipc.hostile;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.HandshakeOptions;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.ProtectionStats;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.QueueLimits;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.server.Request;
import dev.qbipc.server.Threading;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/**
 * Conformance list H: what of the heap is held for clients is limited. What is beyond waits or is
 * told ENOBUFS, in the order of the requests, and all goes on when there is room again.
 */
@RunWith(VertxUnitRunner.class)
public class HeldForClientsTest {

  private static final int ECHO = 1;
  private static final int KEEP = 2;
  private static final int BIG = 3;
  private static final int WORK = 4;

  private static final int LARGE = 250_000;
  private static final int ROOM_FOR_ONE = LARGE + 1000;

  private static final int HELD = 1 << 20;

  /** Four of them fit into it, and not five. */
  private static final int FIT = 4;

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "qb-held-" + ProcessHandle.current().pid();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final ConcurrentLinkedQueue<Request> kept = new ConcurrentLinkedQueue<>();
  private final List<Integer> failures = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Integer> worked = new ConcurrentLinkedQueue<>();
  private final CountDownLatch workGoesOn = new CountDownLatch(1);
  private QbServer server;

  @After
  public void end(TestContext test) {
    // One by one: a future of the server completes on a context that ends with its Vert.x.
    await(test, server.close());
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private void serve(TestContext test) {
    var options =
        new QbServerOptions()
            .setService(service)
            .setReaderOptions(new ReaderOptions().setReaders(1))
            .setHandshakeOptions(new HandshakeOptions().setEventLoops(1))
            .setQueueLimits(new QueueLimits().setMaxHeldBytes(HELD));
    server = QbServer.create(vertx, options);
    await(
        test,
        server
            .operation(ECHO, r -> r.reply(r.array(), 0, r.length()))
            .compose(done -> server.operation(KEEP, kept::add))
            .compose(done -> server.operation(BIG, this::replyBig))
            .compose(done -> server.listen()));
  }

  private void replyBig(Request request) {
    byte[] payload = new byte[LARGE];
    payload[0] = request.array()[0];
    request.reply(payload).onFailure(e -> failures.add(((QbException) e).errno()));
  }

  /** Blocks until the test lets it go on. */
  private final class Work extends OperationVerticle {

    private final Async begun;

    Work(Async begun) {
      this.begun = begun;
    }

    @Override
    public void handle(Request request) {
      worked.add((int) request.array()[0]);
      begun.countDown();
      try {
        assertTrue(workGoesOn.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      request.done();
    }
  }

  private RawClient open() {
    return RawClient.open(service, ROOM_FOR_ONE);
  }

  private static void assertEchoes(RawClient client) {
    client.send(ECHO, (byte) 5);
    assertArrayEquals(new byte[] {5}, client.receive().payload());
  }

  private static void assertBig(int number, RawClient client) {
    var response = client.receive();
    assertEquals(0, response.error());
    assertEquals(LARGE, response.payload().length);
    assertEquals(number, response.payload()[0]);
  }

  private ProtectionStats protection() {
    return server.stats().protection();
  }

  private void assertNotHeld(int count) {
    Eventually.assertBecomes("failed", count, failures::size);
    assertEquals(count, protection().responsesNotHeld());
    assertTrue(failures.stream().allMatch(errno -> errno == Errno.ENOBUFS));
  }

  @Test
  public void unreadResponseBeyondTheLimitIsAnErrnoInItsPlace(TestContext test) {
    serve(test);
    RawClient[] full = new RawClient[FIT];
    for (int i = 0; i < FIT; i++) {
      full[i] = open();
      full[i].send(BIG, (byte) 1);
      full[i].send(BIG, (byte) 2);
    }
    try (var late = open();
        var other = open()) {
      // Its first one goes straight into its ring and needs nothing held.
      late.send(BIG, (byte) 1);
      late.send(BIG, (byte) 2);
      late.send(ECHO, (byte) 3);
      assertNotHeld(1);
      assertEchoes(other);
      assertBig(1, late);
      var dropped = late.receive();
      assertEquals(-Errno.ENOBUFS, dropped.error());
      assertEquals(BIG, dropped.id());
      assertEquals(0, dropped.payload().length);
      assertArrayEquals(new byte[] {3}, late.receive().payload());
      assertBig(1, full[0]);
      assertBig(2, full[0]);
      // What was held for another is free again.
      late.send(BIG, (byte) 4);
      late.send(BIG, (byte) 5);
      assertBig(4, late);
      assertBig(5, late);
      for (int i = 1; i < FIT; i++) {
        assertBig(1, full[i]);
        assertBig(2, full[i]);
      }
      assertNotHeld(1);
    } finally {
      for (var client : full) {
        client.close();
      }
    }
  }

  /** As a response that waits for an earlier request. */
  @Test
  public void responseThatWaitsItsTurnCountsToo(TestContext test) {
    serve(test);
    try (var client = open()) {
      client.send(KEEP, (byte) 0);
      for (int i = 1; i <= FIT + 2; i++) {
        client.send(BIG, (byte) i);
      }
      assertNotHeld(2);
      kept.remove().fail(Errno.ENOENT);
      assertEquals(-Errno.ENOENT, client.receive().error());
      for (int i = 1; i <= FIT; i++) {
        assertBig(i, client);
      }
      assertEquals(-Errno.ENOBUFS, client.receive().error());
      assertEquals(-Errno.ENOBUFS, client.receive().error());
      client.send(BIG, (byte) 9);
      assertBig(9, client);
    }
  }

  @Test
  public void nothingIsHeldForClientsThatAreGone(TestContext test) {
    serve(test);
    for (int i = 0; i < 3 * FIT; i++) {
      try (var client = open()) {
        client.send(BIG, (byte) 1);
        client.send(BIG, (byte) 2);
        client.send(KEEP, new byte[LARGE]);
        assertBig(1, client);
        assertBig(2, client);
        Eventually.assertBecomes("kept", 1, kept::size);
        client.send(BIG, (byte) 3);
        client.send(BIG, (byte) 4);
      }
      kept.clear();
      Eventually.assertBecomes("active", 0, () -> server.stats().activeConnections());
    }
    assertEquals(0, protection().responsesNotHeld());
    assertEquals(0, protection().requestsHeldBack());
  }

  @Test
  public void largeRequestsBeyondTheLimitWaitInTheirRings(TestContext test) {
    serve(test);
    RawClient[] clients = new RawClient[FIT + 2];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = open();
      // More than one array of a power of two would take.
      clients[i].send(KEEP, new byte[LARGE]);
      int inFlight = Math.min(i + 1, FIT);
      Eventually.assertBecomes("kept", inFlight, kept::size);
    }
    try (var other = open()) {
      Eventually.assertBecomes("held back", 2L, () -> protection().requestsHeldBack());
      // Who has nothing else under way may always make a small one.
      assertEchoes(other);
      assertEquals("kept", FIT, kept.size());
      for (int i = 0; i < clients.length; i++) {
        Eventually.assertBecomes("kept", true, () -> !kept.isEmpty());
        kept.remove().reply(new byte[] {(byte) i}, 0, 1);
      }
      for (var client : clients) {
        assertEquals(1, client.receive().payload().length);
      }
      assertEchoes(other);
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  /** They would keep others waiting that are still there. */
  @Test
  public void requestsOfAClientThatIsGoneAreNotBegun(TestContext test) {
    serve(test);
    Async begun = test.async();
    var onWorker = new OperationOptions().setThreading(Threading.WORKER);
    await(test, server.operation(WORK, () -> new Work(begun), onWorker));
    try (var client = open()) {
      for (int i = 1; i <= 5; i++) {
        client.send(WORK, (byte) i);
      }
      begun.awaitSuccess();
    }
    Eventually.assertBecomes("active", 0, () -> server.stats().activeConnections());
    workGoesOn.countDown();
    try (var next = open()) {
      next.send(WORK, (byte) 6);
      Eventually.assertBecomes("worked", List.of(1, 6), () -> List.copyOf(worked));
    }
  }
}
