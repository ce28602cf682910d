package dev.qbipc.hostile;

import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.conformance.ServerConformance.assertErrno;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import dev.qbipc.QbException;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.libqb.CProgram;
import dev.qbipc.libqb.ChildProcess;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.Admission;
import dev.qbipc.server.ConnectionLimits;
import dev.qbipc.server.HandshakeOptions;
import dev.qbipc.server.ProtectionStats;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.QueueLimits;
import dev.qbipc.server.Request;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import dev.qbipc.wire.SetupRequestDescriptor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/**
 * Conformance list H, item 93 and what belongs to it: each limit refuses with its errno, harms
 * nobody who keeps it, and is counted.
 */
@RunWith(VertxUnitRunner.class)
public class LimitsTest {

  private static final int ECHO = 1;
  private static final int KEEP = 2;
  private static final int USER = 65533;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "qb-limits-" + ProcessHandle.current().pid();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final ConcurrentLinkedQueue<Request> kept = new ConcurrentLinkedQueue<>();
  private QbServer server;

  @After
  public void end(TestContext test) {
    // One by one: a future of the server completes on a context that ends with its Vert.x.
    await(test, server.close());
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private void serve(TestContext test, HandshakeOptions handshakes) {
    serve(test, new QbServerOptions().setHandshakeOptions(handshakes));
  }

  private void serve(TestContext test, ConnectionLimits limits) {
    serve(test, new QbServerOptions().setConnectionLimits(limits));
  }

  private void serve(TestContext test, QueueLimits limits) {
    serve(test, new QbServerOptions().setQueueLimits(limits));
  }

  private void serve(TestContext test, QbServerOptions options) {
    serve(test, options, AcceptPolicy.ACCEPT_ALL);
  }

  private void serve(TestContext test, QbServerOptions options, AcceptPolicy policy) {
    options.getReaderOptions().setReaders(1);
    options.getHandshakeOptions().setEventLoops(1);
    server = QbServer.create(vertx, options.setService(service));
    server.acceptPolicy(policy);
    await(
        test,
        server
            .operation(ECHO, r -> r.reply(r.array(), 0, r.length()))
            .compose(done -> server.operation(KEEP, kept::add))
            .compose(done -> server.listen()));
  }

  private RawClient open() {
    return RawClient.open(service, ServerUnderAttack.MESSAGE_SIZE);
  }

  private static void assertEchoes(RawClient client) {
    client.send(ECHO, (byte) 5);
    assertArrayEquals(new byte[] {5}, client.receive().payload());
  }

  private void assertCounted(long expected, ToLongFunction<ProtectionStats> counter) {
    Eventually.assertBecomes(
        "count", expected, () -> counter.applyAsLong(server.stats().protection()));
  }

  @Test
  @Needs(Requirement.ROOT)
  public void item93_usersHaveSoManyConnectionsEach(TestContext test) {
    serve(test, new ConnectionLimits().setMaxConnectionsPerUid(3));
    var first = open();
    try (var second = open();
        var third = open()) {
      for (int i = 1; i <= 20; i++) {
        assertErrno(Errno.EDQUOT, () -> LibqbClient.connect(service));
        assertCounted(i, ProtectionStats::refusedByUid);
      }
      // Another user has places of its own, and as many.
      try (var others = hold(3)) {
        others.awaitLine("held 3");
        try (var one = hold(1)) {
          one.awaitLine("failed " + Errno.EDQUOT);
        }
        assertEchoes(third);
      }
      first.close();
      Eventually.assertBecomes("active", 2, () -> server.stats().activeConnections());
      // A place is free again when nothing is left of its connection.
      Eventually.assertBecomes("connects", true, this::connects);
      assertEchoes(second);
    }
  }

  private ChildProcess hold(int count) {
    return CProgram.start(
        CProgram.PEER, List.of("hold", service, USER + "", USER + "", count + ""));
  }

  private boolean connects() {
    try {
      LibqbClient.connect(service).close();
      return true;
    } catch (QbException e) {
      assertEquals(Errno.EDQUOT, e.errno());
      return false;
    }
  }

  @Test
  public void item93_noLimitPerUserIsZero(TestContext test) {
    serve(test, new ConnectionLimits().setMaxConnectionsPerUid(0).setMaxConnections(5));
    var clients = new ArrayList<RawClient>();
    for (int i = 0; i < 5; i++) {
      clients.add(open());
    }
    assertErrno(Errno.EAGAIN, this::open);
    assertCounted(1, ProtectionStats::refusedByConnections);
    clients.forEach(RawClient::close);
  }

  /** One of sixteen, so that no user can keep root out by connecting. */
  @Test
  @Needs(Requirement.ROOT)
  public void item93_lastPlacesAreForRoot(TestContext test) {
    serve(test, new ConnectionLimits().setMaxConnections(32));
    try (var others = hold(30)) {
      others.awaitLine("held 30");
      try (var one = hold(1)) {
        one.awaitLine("failed " + Errno.EAGAIN);
      }
      assertCounted(1, ProtectionStats::refusedByConnections);
      try (var first = open();
          var second = open()) {
        assertErrno(Errno.EAGAIN, this::open);
        assertEchoes(first);
        assertEchoes(second);
      }
    }
  }

  @Test
  public void item93_aThousandConnectionsOfOneUserAreWithinTheDefaults(TestContext test) {
    serve(test, new QbServerOptions());
    var clients = new ArrayList<RawClient>();
    try {
      for (int i = 0; i < 1000; i++) {
        clients.add(RawClient.open(service, 4096));
      }
      clients.forEach(LimitsTest::assertEchoes);
      assertEquals(ProtectionStats.NONE, server.stats().protection());
    } finally {
      clients.forEach(RawClient::close);
    }
  }

  /** With the largest messages fewer requests may wait; the others stay in the ring. */
  @Test
  public void requestsInFlightAreLimitedInBytes(TestContext test) {
    int largest = 1 << 20;
    serve(test, new QueueLimits().setMaxInFlightBytes(3 * largest));
    try (var client = RawClient.open(service, largest);
        var other = open()) {
      for (int i = 0; i < 10; i++) {
        client.send(KEEP, (byte) i);
      }
      for (int i = 0; i < 10; i++) {
        int inFlight = Math.min(3, 10 - i);
        Eventually.assertBecomes("kept", inFlight, kept::size);
        // Its reader has been at the ring once more when another client has its answer.
        assertEchoes(other);
        assertEquals("kept", inFlight, kept.size());
        kept.remove().reply(new byte[] {(byte) i}, 0, 1);
        assertArrayEquals(new byte[] {(byte) i}, client.receive().payload());
      }
    }
  }

  @Test
  public void requestLargerThanTheLimitInBytesIsServedAlone(TestContext test) {
    serve(test, new QueueLimits().setMaxInFlightBytes(1));
    try (var client = open()) {
      for (int i = 0; i < 5; i++) {
        assertEchoes(client);
      }
    }
  }

  @Test
  public void silentConnectionsAreEndedAndOthersAreNot(TestContext test) {
    var limit = Duration.ofSeconds(2);
    serve(test, new ConnectionLimits().setIdleTimeout(limit));
    try (var silent = LibqbClient.connect(service);
        var busy = open();
        var waiting = open()) {
      waiting.send(KEEP);
      long end = System.nanoTime() + 2 * limit.toNanos();
      while (System.nanoTime() < end) {
        assertEchoes(busy);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
      Eventually.assertBecomes("connected", false, silent::isConnected);
      var failure = assertThrows(QbException.class, () -> silent.send(ECHO));
      assertEquals(Errno.ENOTCONN, failure.errno());
      assertEquals(1, server.stats().protection().idleEvictions());
      kept.remove().reply(new byte[1], 0, 1);
      assertEquals(1, waiting.receive().payload().length);
    }
  }

  /** Whoever makes requests and never reads what comes is silent once his requests have to stay. */
  @Test
  public void item89_clientThatNeverReadsIsEndedForItsSilence(TestContext test) {
    serve(test, new ConnectionLimits().setIdleTimeout(Duration.ofMillis(300)));
    try (var greedy = open()) {
      byte[] message = RawClient.requestOf(ECHO, new byte[3000]);
      Eventually.assertBecomes(
          "evicted",
          1L,
          () -> {
            if (greedy.request().hasRoomFor(message.length)) {
              greedy.request().write(message);
              greedy.trySendBytes((byte) 0);
            }
            return server.stats().protection().idleEvictions();
          });
      greedy.awaitEnd();
    }
  }

  @Test
  public void item17_handshakesThatLastTooLongAreCounted(TestContext test) {
    serve(test, new HandshakeOptions().setTimeout(Duration.ofMillis(100)));
    try (var slow = RawClient.connect(service)) {
      assertEquals(0, slow.awaitEnd());
    }
    assertCounted(1, ProtectionStats::handshakeTimeouts);
  }

  @Test
  public void item18_handshakesThatMakeRoomAreCounted(TestContext test) {
    serve(test, new HandshakeOptions().setMaxHandshakes(2));
    try (var first = RawClient.connect(service);
        var second = RawClient.connect(service);
        var third = RawClient.connect(service)) {
      assertEquals(0, first.awaitEnd());
      assertFalse(second.awaitReadable(0) != 0 || third.awaitReadable(0) != 0);
    }
    assertCounted(1, ProtectionStats::handshakeEvictions);
  }

  @Test
  public void item12_handshakesThatAreNoneAreCounted(TestContext test) {
    serve(test, new QbServerOptions());
    try (var client = RawClient.connect(service)) {
      client.sendBytes(new byte[SetupRequestDescriptor.SIZE]);
      assertEquals(0, client.awaitEnd());
    }
    assertCounted(1, ProtectionStats::handshakeViolations);
  }

  @Test
  public void item14_refusalsOfThePolicyAreCounted(TestContext test) {
    serve(test, new QbServerOptions(), peer -> Admission.refuse(Errno.EPERM));
    assertErrno(Errno.EPERM, this::open);
    assertCounted(1, ProtectionStats::refusedByPolicy);
  }

  @Test
  public void item14_policyThatThrowsLetsNobodyIn(TestContext test) {
    serve(
        test,
        new QbServerOptions(),
        peer -> {
          throw new IllegalStateException("to be seen in the log");
        });
    assertErrno(Errno.EACCES, this::open);
    assertCounted(1, ProtectionStats::refusedByPolicy);
  }

  @Test
  public void item14_policyThatDecidesNothingLetsNobodyIn(TestContext test) {
    serve(test, new QbServerOptions(), peer -> null);
    assertErrno(Errno.EACCES, this::open);
    assertCounted(1, ProtectionStats::refusedByPolicy);
  }

  @Test
  public void item15_refusalsForTheMessageSizeAreCounted(TestContext test) {
    serve(test, new QbServerOptions().setMaxMessageSize(100_000));
    assertErrno(Errno.EMSGSIZE, () -> RawClient.open(service, 100_001));
    assertCounted(1, ProtectionStats::refusedByMessageSize);
  }

  @Test
  public void item74_violationsOfTheProtocolAreCounted(TestContext test) {
    serve(test, new QbServerOptions());
    for (int i = 1; i <= 3; i++) {
      try (var client = open()) {
        Attack.SIZE_NEGATIVE.strike(client);
        client.awaitEnd();
      }
      assertCounted(i, ProtectionStats::protocolViolations);
    }
  }
}
