package dev.qbipc.client;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.SeededRandom;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/**
 * Servers that truncate the rings at any moment of the traffic: their clients end, nobody who waits
 * is forgotten, and another client of the same event loop does not notice.
 */
@RunWith(VertxUnitRunner.class)
public class TruncatingServerTest {

  private static final int SERVERS = 150;
  private static final int ROUNDS = 4;
  private static final int ID = 5;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final SeededRandom random = new SeededRandom();

  private final String service = "truncating-server-test-" + Processes.ownPid();
  private Vertx vertx;
  private RawSession honest;
  private int honestCalls;

  @Before
  public void start(TestContext test) {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    honest = RawSession.open(test, vertx, service + "-honest");
  }

  @After
  public void stop(TestContext test) {
    honest.close();
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void item86_truncationAtAnyMomentHarmsNobodyElse(TestContext test) {
    for (int i = 0; i < SERVERS; i++) {
      truncateAtSomeMoment(test, service + "-" + i);
    }
    assertTrue(honest.client().isConnected());
  }

  private void truncateAtSomeMoment(TestContext test, String name) {
    try (var session = RawSession.open(test, vertx, name)) {
      Async ended = test.async();
      session.client().closeHandler(reason -> ended.complete());
      session.client().eventHandler(event -> {});
      List<Future<?>> outstanding = new ArrayList<>();
      int moment = random.nextInt(4 * ROUNDS);
      for (int step = 0; step < 4 * ROUNDS; step++) {
        if (step == moment) {
          RawRings.truncate(someFile(session.rings()));
          outstanding.add(callHonest(test));
        }
        act(step, session, outstanding);
      }
      session.peer().close();
      session.server().close();
      for (Future<?> call : outstanding) {
        await(test, call.recover(TruncatingServerTest::isTheConnectionsEnd));
      }
      ended.awaitSuccess();
    }
  }

  private Path someFile(RawRings rings) {
    int ring = random.nextInt(3);
    return random.nextInt(2) == 0 ? rings.header(ring) : rings.data(ring);
  }

  /** The server writes with the mappings of this process: what it meets itself is nothing here. */
  private static void act(int step, RawSession session, List<Future<?>> outstanding) {
    try {
      switch (step % 4) {
        case 0 -> outstanding.add(session.client().request(ID, Buffer.buffer("question")));
        case 1 -> session.rings().respond(ID, 0, (byte) 1);
        case 2 -> session.rings().writeEvent(ID, (byte) 1);
        default -> session.peer().trySend((byte) 0);
      }
    } catch (QbException | InternalError e) {
      // It has truncated what it writes to.
    } finally {
      new PendingFault().drop();
    }
  }

  private Future<?> callHonest(TestContext test) {
    Future<QbMessage> answer = honest.client().request(++honestCalls, Buffer.buffer());
    honest.peer().awaitBytes();
    honest.peer().takeBytes();
    honest.rings().takeRequest();
    honest.rings().respond(honestCalls, 0);
    assertEquals(honestCalls, await(test, answer).id());
    return answer;
  }

  private static <T> Future<T> isTheConnectionsEnd(Throwable failure) {
    return failure instanceof QbException ? Future.succeededFuture() : Future.failedFuture(failure);
  }
}
