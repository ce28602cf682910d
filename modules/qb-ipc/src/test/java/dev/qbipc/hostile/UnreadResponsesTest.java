package dev.qbipc.hostile;

import static dev.qbipc.conformance.ConformanceService.BIG;
import static org.junit.Assert.assertEquals;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.ServerConformance;
import dev.qbipc.libqb.CProgram;
import dev.qbipc.libqb.ChildProcess;
import dev.qbipc.libqb.Pile;
import dev.qbipc.server.ProtectionStats;
import dev.qbipc.server.QueueLimits;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.Test;

/**
 * Conformance list H: many connections of one user ask for large responses and read none, more than
 * the server's heap holds. Others are served all the time, and the same user's other clients too.
 */
@Needs({Requirement.ROOT, Requirement.SHARED_MEMORY})
public class UnreadResponsesTest {

  private static final int GREEDY = 65533;
  private static final int CONNECTIONS = 150;
  private static final int REQUESTS = 3;
  private static final int RESPONSE = 500_000;

  /** Of libqb's smallest ring for it, which has room for one response. */
  private static final int MESSAGE_SIZE = RESPONSE + 100;

  /** A third of what the responses take. */
  private static final List<String> SMALL_HEAP = List.of("-Xmx48m", "-XX:+UseSerialGC");

  /** As a server of this heap has by itself. */
  private static final int QUARTER = 12 << 20;

  private static ServerUnderAttack start() {
    return ServerUnderAttack.startSilent(
        SMALL_HEAP,
        ServerUnderAttack.options().setQueueLimits(new QueueLimits().setMaxHeldBytes(QUARTER)));
  }

  private static ChildProcess attack(ServerUnderAttack server) {
    var payload = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    return new Pile(CONNECTIONS, REQUESTS, MESSAGE_SIZE)
        .start(server.service(), GREEDY, BIG, payload.putInt(RESPONSE).array());
  }

  private static ProtectionStats protection(ServerUnderAttack server) {
    return server.stats().protection();
  }

  private static void assertServesAll(ServerUnderAttack server) {
    server.honest().assertServed();
    ServerConformance.assertServes(server.service());
    String uid = String.valueOf(GREEDY);
    try (var other = CProgram.start(CProgram.PEER, List.of("echo", server.service(), uid, uid))) {
      assertEquals("echo ok", other.awaitLine("echo", "failed"));
    }
  }

  private static void suffer(ServerUnderAttack server) {
    try (var attacker = attack(server)) {
      server.endSilence();
      assertServesAll(server);
      Eventually.assertBecomes(
          "responses were dropped", true, () -> protection(server).responsesNotHeld() > 0);
      assertServesAll(server);
      attacker.kill();
    }
    assertServesAll(server);
    Eventually.assertBecomes("active", 1, () -> server.stats().activeConnections());
    var protection = protection(server);
    assertEquals(protection.toString(), 0, protection.failedConnections());
    assertEquals(protection.toString(), 0, protection.protocolViolations());
    server.assertUnharmed();
  }

  @Test
  public void othersAreServedByAServerThatHasJustStarted() {
    try (var server = start()) {
      suffer(server);
    }
  }

  /** Which also has to be as well as before when the first attacker has left. */
  @Test
  public void othersAreServedAgainAndAgain() {
    try (var server = start()) {
      suffer(server);
      long dropped = protection(server).responsesNotHeld();
      try (var attacker = attack(server)) {
        Eventually.assertBecomes(
            "more were dropped", true, () -> protection(server).responsesNotHeld() > dropped);
        assertServesAll(server);
        attacker.kill();
      }
      Eventually.assertBecomes("active", 1, () -> server.stats().activeConnections());
      assertServesAll(server);
    }
  }
}
