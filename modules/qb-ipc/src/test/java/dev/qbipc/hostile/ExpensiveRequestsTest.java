package dev.qbipc.hostile;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.libqb.CProgram;
import dev.qbipc.libqb.ChildProcess;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.Pile;
import dev.qbipc.server.HandshakeOptions;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.server.Request;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/**
 * Conformance list H: users whose requests take long, on as many connections as they like. Who
 * makes cheap requests beside them waits for one of each user, however many there are.
 */
@RunWith(VertxUnitRunner.class)
@Needs({Requirement.ROOT, Requirement.SHARED_MEMORY})
public class ExpensiveRequestsTest {

  private static final int ECHO = 1;
  private static final int EXPENSIVE = 2;

  private static final int GREEDY = 65533;
  private static final int ALSO_GREEDY = 65532;
  private static final int CONNECTIONS = 64;
  private static final int REQUESTS = 40;
  private static final int MESSAGE_SIZE = 12328;
  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int CALLS = 40;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "qb-expensive-" + ProcessHandle.current().pid();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final AtomicInteger expensive = new AtomicInteger();

  /** How many expensive requests were begun before the last other one was answered. */
  private volatile int begunAtEcho;

  private QbServer server;

  @Before
  public void serve(TestContext test) {
    var options =
        new QbServerOptions()
            .setService(service)
            .setReaderOptions(new ReaderOptions().setReaders(1))
            .setHandshakeOptions(new HandshakeOptions().setEventLoops(1));
    server = QbServer.create(vertx, options);
    server
        .operation(ECHO, this::echo)
        .compose(done -> server.operation(EXPENSIVE, this::takeLong))
        .compose(done -> server.listen())
        .onComplete(test.asyncAssertSuccess());
  }

  @After
  public void end(TestContext test) {
    // One by one: a future of the server completes on a context that ends with its Vert.x.
    await(test, server.close());
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private void echo(Request request) {
    begunAtEcho = expensive.get();
    request.reply(request.array(), 0, request.length());
  }

  private void takeLong(Request request) {
    long end = System.nanoTime() + NANOS;
    expensive.incrementAndGet();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    request.reply(new byte[0], 0, 0);
  }

  private ChildProcess attack(int uid) {
    return new Pile(CONNECTIONS, REQUESTS, MESSAGE_SIZE)
        .start(service, uid, EXPENSIVE, new byte[1]);
  }

  private static void assertEchoes(LibqbClient client, int number) {
    byte[] payload = {(byte) number};
    assertArrayEquals(payload, client.call(ECHO, payload).payload());
  }

  /**
   * Checks how many expensive requests were begun while calls waited, most of them: the client may
   * be kept from its core before a call is on its way.
   */
  private void assertWaitsForFew(int most, LibqbClient client) {
    int[] waitedFor = new int[CALLS];
    for (int i = 0; i < CALLS; i++) {
      int before = expensive.get();
      assertEchoes(client, i);
      waitedFor[i] = begunAtEcho - before;
    }
    Arrays.sort(waitedFor);
    int median = waitedFor[CALLS / 2];
    assertTrue("waited for " + Arrays.toString(waitedFor), median <= most);
  }

  /** The one that is under way is not counted; one more may begin before the call is there. */
  @Test
  public void othersWaitForOneAtATimeOfAGreedyUser() {
    try (var honest = LibqbClient.connect(service);
        var attacker = attack(GREEDY)) {
      assertWaitsForFew(2, honest);
      try (var late = LibqbClient.connect(service)) {
        assertWaitsForFew(2, late);
      }
      assertTrue("it took effect", expensive.get() > 0);
      assertTrue("it goes on", expensive.get() < CONNECTIONS * REQUESTS);
      attacker.kill();
    }
  }

  @Test
  public void othersWaitForOneOfEachGreedyUser() {
    try (var honest = LibqbClient.connect(service);
        var first = attack(GREEDY);
        var second = attack(ALSO_GREEDY)) {
      assertWaitsForFew(3, honest);
      assertTrue("it goes on", expensive.get() < 2 * CONNECTIONS * REQUESTS);
      first.kill();
      second.kill();
    }
  }

  /** Clients of the same user have their turns by the time that they have had. */
  @Test
  public void greedyUsersOwnClientIsServed() {
    try (var attacker = attack(GREEDY);
        var own =
            CProgram.start(CProgram.PEER, List.of("echo", service, "" + GREEDY, "" + GREEDY))) {
      assertEquals("echo ok", own.awaitLine("echo", "failed"));
      assertTrue("waited for all", expensive.get() < CONNECTIONS * REQUESTS);
      attacker.kill();
    }
  }

  @Test
  public void requestsOfAProcessThatIsGoneAreDropped() {
    try (var honest = LibqbClient.connect(service);
        var attacker = attack(GREEDY)) {
      assertEchoes(honest, 1);
      attacker.kill();
      Eventually.assertBecomes("active", 1, () -> server.stats().activeConnections());
      int begun = expensive.get();
      assertTrue("begun: " + begun, begun < CONNECTIONS * REQUESTS);
      assertEchoes(honest, 2);
      assertEquals("begun since", begun, expensive.get());
    }
  }
}
