package dev.qbipc.conformance;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.HandshakeOptions;
import dev.qbipc.server.ProtectionStats;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.testing.Patience;
import dev.qbipc.wire.SetupRequestDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** Conformance list B: who has sent its request waits for the server, however long that takes. */
@RunWith(VertxUnitRunner.class)
public class HandshakeRoomTest {

  private static final byte[] REQUEST = SetupRequestDescriptor.encode(SetupResponseDescriptor.SIZE);
  private static final int NOTHING = 0;
  private static final int ATTEMPTS = 100;

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final List<RawClient> clients = new ArrayList<>();
  private final CountDownLatch workersReleased = new CountDownLatch(1);

  @After
  public void close() {
    workersReleased.countDown();
    clients.forEach(RawClient::close);
  }

  private static InProcessServer start(HandshakeOptions handshakes) {
    var options = new QbServerOptions().setHandshakeOptions(handshakes.setEventLoops(1));
    return InProcessServer.start(new ServiceOptions().server(options));
  }

  /** Keeps all workers from making rings until they are released. */
  private void blockWorkers(TestContext test, Vertx vertx) {
    Async blocked = test.async(VertxOptions.DEFAULT_WORKER_POOL_SIZE);
    for (int i = 0; i < VertxOptions.DEFAULT_WORKER_POOL_SIZE; i++) {
      vertx.executeBlocking(
          () -> {
            blocked.countDown();
            workersReleased.await();
            return null;
          },
          false);
    }
    blocked.awaitSuccess();
  }

  private RawClient silent(InProcessServer server) {
    var client = RawClient.connect(server.service());
    clients.add(client);
    return client;
  }

  private RawClient requesting(InProcessServer server) {
    var client = silent(server);
    client.sendBytes(REQUEST);
    return client;
  }

  private static void assertAnswered(RawClient client) {
    assertEquals(0, client.receiveAnswer().error());
  }

  @Test
  public void item17_whoHasSentTheRequestIsNotTimedOut(TestContext test) {
    try (var server = start(new HandshakeOptions().setTimeout(Duration.ofMillis(200)))) {
      blockWorkers(test, server.vertx());
      var patient = requesting(server);
      // Its time has run out after that of the one before.
      assertEquals(0, silent(server).awaitEnd());
      assertEquals(0, silent(server).awaitEnd());
      assertEquals(NOTHING, patient.awaitReadable(0));
      workersReleased.countDown();
      assertAnswered(patient);
    }
  }

  @Test
  public void item18_whoHasSentTheRequestIsNotDroppedForOthers(TestContext test) {
    try (var server = start(new HandshakeOptions().setMaxHandshakes(2))) {
      blockWorkers(test, server.vertx());
      var patient = requesting(server);
      var oldest = silent(server);
      silent(server);
      silent(server);
      assertEquals(0, oldest.awaitEnd());
      assertEquals(NOTHING, patient.awaitReadable(0));
      workersReleased.countDown();
      assertAnswered(patient);
      Eventually.assertBecomes(
          "dropped", 1L, () -> server.server().stats().protection().handshakeEvictions());
    }
  }

  /** Clients that send are not hurt by how many there are, nor by those who do not send. */
  @Test
  public void item18_whileRingsAreMadeForAllOthersWaitInTheQueueOrAreToldEagain(TestContext test) {
    int backlog = 3;
    var options = new HandshakeOptions().setMaxHandshakes(2).setBacklog(backlog);
    try (var server = start(options)) {
      blockWorkers(test, server.vertx());
      var waiting = new ArrayList<RawClient>();
      // The queue is full when the server has taken whom it takes.
      Eventually.assertBecomes(
          "refused of those that came at last",
          ATTEMPTS,
          () -> {
            int refused = 0;
            for (int i = 0; i < ATTEMPTS; i++) {
              try {
                waiting.add(requesting(server));
              } catch (QbException e) {
                assertEquals(Errno.EAGAIN, e.errno());
                refused++;
              }
            }
            return refused;
          });
      int most = 2 * options.getMaxHandshakes() + backlog + 1;
      assertTrue(waiting.size() + " wait", waiting.size() <= most);
      workersReleased.countDown();
      waiting.forEach(HandshakeRoomTest::assertAnswered);
      assertEquals(ProtectionStats.NONE, server.server().stats().protection());
      ServerConformance.assertServes(server.service());
    }
  }
}
