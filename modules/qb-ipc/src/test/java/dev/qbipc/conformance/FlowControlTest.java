package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static dev.qbipc.conformance.ConformanceService.STATS;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.QueueLimits;
import dev.qbipc.wire.RingHeaderDescriptor;
import org.junit.Test;

/** Conformance list F: flow control. */
public class FlowControlTest extends ServerConformance {

  private static final int PATIENCE_MILLIS = (int) OutputLines.PATIENCE.toMillis();
  private static final int FLOW_CONTROL_STATE = 5;
  private static final int FLOW_CONTROL_COUNT = 6;
  private static final byte[] NOTHING = {};

  /** Connects, and waits until the server counts the client among those a rate limit is for. */
  private LibqbClient connected(ServerUnderTest server) {
    var client = connect(server);
    server.callbacks().await("created");
    return client;
  }

  @Test
  public void item53_offStopsAClientUntilNormal() {
    var server = start();
    var client = connected(server);
    server.rateLimit(RateLimits.OFF);
    assertEquals(-Errno.EAGAIN, client.trySend(ECHO));
    assertEquals(-Errno.EAGAIN, client.trySendVector(ECHO));
    assertErrno(Errno.EAGAIN, () -> client.sendReceive(ECHO, NOTHING, PATIENCE_MILLIS));
    server.rateLimit(RateLimits.NORMAL);
    assertEquals(7, client.call(ECHO, 7).intAt(0));
  }

  @Test
  public void item53_off2StopsOnlyAClientThatOptedIn() {
    var server = start();
    var client = connected(server);
    var optedIn = connected(server);
    optedIn.flowControlLimit(2);
    server.rateLimit(RateLimits.OFF_2);
    assertTrue(client.trySend(ECHO) > 0);
    assertEquals(-Errno.EAGAIN, optedIn.trySend(ECHO));
  }

  @Test
  public void item53_clientWithoutFlowControlSendsAlways() {
    var server = start();
    var client = connected(server);
    client.flowControlLimit(0);
    server.rateLimit(RateLimits.OFF);
    assertTrue(client.trySend(ECHO) > 0);
  }

  @Test
  public void item53_clientThatComesLaterMaySend() {
    var server = start();
    var early = connected(server);
    server.rateLimit(RateLimits.OFF);
    var late = connected(server);
    assertEquals(-Errno.EAGAIN, early.trySend(ECHO));
    assertEquals(8, late.call(ECHO, 8).intAt(0));
  }

  @Test
  public void item54_requestsThatSlippedInWaitAndAreAnsweredAfterwards() {
    var server = start();
    var client = connected(server);
    server.rateLimit(RateLimits.OFF_2);
    for (int i = 0; i < 5; i++) {
      client.send(ECHO, LibqbMessage.ints(i));
    }
    assertErrno(Errno.ETIMEDOUT, () -> client.receive(100));
    server.rateLimit(RateLimits.NORMAL);
    for (int i = 0; i < 5; i++) {
      assertEquals(i, client.receive(PATIENCE_MILLIS).intAt(0));
    }
    assertEquals(9, client.call(ECHO, 9).intAt(0));
  }

  @Test
  public void item54_clientThatLeavesWhileRequestsAreOffIsNoticed() {
    var server = start();
    var client = connected(server);
    server.rateLimit(RateLimits.OFF_2);
    client.send(ECHO);
    client.close();
    server.callbacks().await("destroyed");
    assertServes(server.service());
  }

  /** A burst that exceeds every queue of the server, and the flow-control word afterwards. */
  @Test
  public void item55_emptyQueueLeavesNoClientStopped() {
    var limits =
        new QbServerOptions()
            .setQueueLimits(new QueueLimits().setMaxInFlight(2).setMaxBacklogBytes(4096));
    var server = start(new ServiceOptions().resend().server(limits));
    var client = connected(server);
    byte[] payload = new byte[1000];
    int requests = 200;
    int answered = 0;
    for (int sent = 0; sent < requests; sent++) {
      while (client.trySend(ECHO, payload) == -Errno.EAGAIN) {
        assertArrayEquals(payload, client.receive(PATIENCE_MILLIS).payload());
        answered++;
      }
    }
    for (; answered < requests; answered++) {
      assertArrayEquals(payload, client.receive(PATIENCE_MILLIS).payload());
    }
    LibqbMessage stats = client.call(STATS, 0);
    assertEquals(0, stats.longAt(FLOW_CONTROL_STATE));
    assertEquals(0, stats.longAt(FLOW_CONTROL_COUNT));
  }

  @Test
  public void item53_eachLevelWritesItsWord() {
    var server = start();
    try (var client = RawClient.open(server.service(), 0)) {
      server.callbacks().await("created");
      int[] words = {0, 0, 0, 1, 2};
      for (int level = 0; level < words.length; level++) {
        server.rateLimit(level);
        int word = client.request().headerInt(RingHeaderDescriptor.FLOW_CONTROL_OFFSET);
        assertEquals("level " + level, words[level], word);
      }
    }
  }
}
