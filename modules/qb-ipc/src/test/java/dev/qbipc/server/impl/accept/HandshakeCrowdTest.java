package dev.qbipc.server.impl.accept;

import static org.junit.Assert.assertEquals;

import dev.qbipc.conformance.RawClient;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.server.HandshakeOptions;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.impl.connection.ConnectionRegistry;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import dev.qbipc.server.impl.operation.RequestDispatcher;
import dev.qbipc.testing.Patience;
import dev.qbipc.wire.SocketAddressDescriptor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** Who of those that say nothing makes room for others. */
@RunWith(VertxUnitRunner.class)
public class HandshakeCrowdTest {

  private static final int MAX_HANDSHAKES = 4;
  private static final int ROOT = 0;
  private static final int ALICE = 1001;
  private static final int BOB = 1002;
  private static final int NOTHING = 0;

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final VertxInternal vertx =
      (VertxInternal) Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final String name = "qb-crowd-" + ProcessHandle.current().pid();
  private final QbServerOptions options =
      new QbServerOptions()
          .setService(name)
          .setHandshakeOptions(
              new HandshakeOptions()
                  .setMaxHandshakes(MAX_HANDSHAKES)
                  // no client is late in this test
                  .setTimeout(Duration.ofMinutes(10)));
  private final ProtectionCounters protection = new ProtectionCounters(vertx);
  private final ConnectionRegistry registry =
      new ConnectionRegistry(vertx, options, new RequestDispatcher(), List.of(), protection);
  private final SetupVerticle setup =
      new SetupVerticle(new AcceptContext(options, registry, List.of(), protection));
  private final List<RawClient> clients = new ArrayList<>();
  private UnixSocket listening;

  @Before
  public void listen(TestContext test) throws Exception {
    vertx.deployVerticle(setup).onComplete(test.asyncAssertSuccess());
    listening = UnixSocket.listen(SocketAddressDescriptor.abstractAddress(name), name, 1);
  }

  @After
  public void close(TestContext test) {
    clients.forEach(RawClient::close);
    listening.close();
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  /** Connects a client that says nothing, as a user's. */
  private RawClient silent(int uid) throws Exception {
    var client = RawClient.connect(name);
    clients.add(client);
    setup.begin(listening.accept(), new Credentials(1, uid, uid));
    return client;
  }

  /** Waits until one of them has gone. */
  private void makeRoom(TestContext test) {
    Async room = test.async();
    setup.makeRoomFor(
        new Handshakes.Waiter() {
          @Override
          public boolean isWaiting() {
            return !room.isCompleted();
          }

          @Override
          public void roomAgain() {
            room.countDown();
          }
        });
    room.awaitSuccess();
  }

  private static void assertGone(RawClient client) {
    assertEquals(0, client.awaitEnd());
  }

  private static void assertStays(RawClient... clients) {
    for (RawClient client : clients) {
      assertEquals(NOTHING, client.awaitReadable(0));
    }
  }

  @Test
  public void theUserGoesFirstWhoHasMost(TestContext test) throws Exception {
    var first = silent(ALICE);
    var oldestOfMany = silent(BOB);
    var second = silent(BOB);
    var third = silent(BOB);
    makeRoom(test);
    assertGone(oldestOfMany);
    assertStays(first, second, third);
  }

  @Test
  public void ofUsersWhoHaveAsManyTheOldestGoesFirst(TestContext test) throws Exception {
    var oldest = silent(BOB);
    var others = new RawClient[] {silent(ALICE), silent(ALICE), silent(BOB)};
    makeRoom(test);
    assertGone(oldest);
    assertStays(others);
  }

  @Test
  public void rootGoesLast(TestContext test) throws Exception {
    var ofRoot = new RawClient[] {silent(ROOT), silent(ROOT), silent(ROOT)};
    var stranger = silent(ALICE);
    makeRoom(test);
    assertGone(stranger);
    assertStays(ofRoot);
  }

  @Test
  public void rootGoesWhereNobodyElseIs(TestContext test) throws Exception {
    var oldest = silent(ROOT);
    var others = new RawClient[] {silent(ROOT), silent(ROOT), silent(ROOT)};
    makeRoom(test);
    assertGone(oldest);
    assertStays(others);
  }
}
