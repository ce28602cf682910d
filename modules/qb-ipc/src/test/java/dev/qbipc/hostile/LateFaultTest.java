package dev.qbipc.hostile;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertEquals;

import dev.qbipc.conformance.RawClient;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.server.Request;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/**
 * Conformance list H, item 86 at a chosen moment: an attacker's ring is truncated when its request
 * has been taken and is dispatched. On Java 17 the fault of the reader's next look at that ring
 * comes to light later, when the request of an honest client is taken in the same round.
 */
@RunWith(VertxUnitRunner.class)
public class LateFaultTest {

  private static final int ECHO = 1;
  private static final int WAIT = 2;
  private static final int TRUNCATE_ME = 3;
  private static final int SKIP_HANDLERS = 4;
  private static final int WARM_UP_CALLS = 30_000;
  private static final int ROUNDS = 50;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "qb-hostile-late-" + ProcessHandle.current().pid();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final Semaphore waiting = new Semaphore(0);
  private final Semaphore goOn = new Semaphore(0);
  private QbServer server;
  private volatile Path target;

  @Before
  public void startServer(TestContext test) {
    server =
        QbServer.create(
            vertx,
            new QbServerOptions()
                .setService(service)
                .setReaderOptions(new ReaderOptions().setReaders(1)));
    vertx
        .eventBus()
        .addOutboundInterceptor(
            delivery -> {
              if (delivery.body() instanceof Request request && request.id() == TRUNCATE_ME) {
                RingFile.resize(target, 0);
              }
              delivery.next();
            });
    server
        .operation(ECHO, r -> r.reply(r.array(), 0, r.length()))
        .compose(done -> server.operation(TRUNCATE_ME, Request::done))
        .compose(done -> server.operation(WAIT, this::hold))
        .compose(done -> server.operation(SKIP_HANDLERS, this::skipHandlers))
        .compose(done -> server.listen())
        .onComplete(test.asyncAssertSuccess());
  }

  /** Holds the reader, so that requests of several connections wait for its next round. */
  private void hold(Request request) {
    waiting.release();
    goOn.acquireUninterruptibly();
    request.reply(new byte[0]);
  }

  /** What comes of a fault that skips its handlers, once in a million times. */
  private void skipHandlers(Request request) {
    RingFile.resize(target, 0);
    throw new InternalError("a fault occurred in a recent unsafe memory access operation");
  }

  @After
  public void endServer(TestContext test) {
    // One by one: a future of the server completes on a context that ends with its Vert.x.
    await(test, server.close());
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void item86_faultBehindADispatchedRequestIsNotBlamedOnTheNext()
      throws InterruptedException {
    int patience = (int) OutputLines.PATIENCE.toMillis();
    try (var holder = LibqbClient.connect(service);
        var first = LibqbClient.connect(service);
        var second = LibqbClient.connect(service)) {
      for (int i = 0; i < WARM_UP_CALLS; i++) {
        assertEquals(i, first.call(ECHO, i).intAt(0));
      }
      for (int round = 0; round < ROUNDS; round++) {
        holder.send(WAIT);
        waiting.tryAcquire(patience, TimeUnit.MILLISECONDS);
        first.send(ECHO, LibqbMessage.ints(round));
        try (RawClient intruder = RawClient.open(service, ServerUnderAttack.MESSAGE_SIZE)) {
          target = intruder.request().headerFile();
          intruder.request().write(RawClient.requestOf(TRUNCATE_ME));
          second.send(ECHO, LibqbMessage.ints(round));
          goOn.release();
          assertEquals(round, first.receive(patience).intAt(0));
          assertEquals(round, second.receive(patience).intAt(0));
          assertEquals(0, holder.receive(patience).error());
          // The reader looks again when it has something to do.
          assertEquals(round, first.call(ECHO, round).intAt(0));
          intruder.awaitEnd();
        }
      }
    }
  }

  /**
   * Seen: such a fault was taken for a failure of the operation, by us or by Vert.x, and its client
   * waited for ever.
   */
  @Test
  public void item86_faultThatAnOperationIsToldOfEndsTheConnectionThatItIsAbout() {
    try (var honest = LibqbClient.connect(service);
        RawClient intruder = RawClient.open(service, ServerUnderAttack.MESSAGE_SIZE)) {
      target = intruder.event().headerFile();
      intruder.request().write(RawClient.requestOf(SKIP_HANDLERS));
      intruder.awaitEnd();
      assertEquals(1, honest.call(ECHO, 1).intAt(0));
    }
  }
}
