package dev.qbipc.hostile;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static dev.qbipc.conformance.ConformanceService.EVENTS;
import static org.junit.Assert.assertEquals;

import dev.qbipc.conformance.ProcessResources;
import dev.qbipc.libqb.LibqbClient;
import org.junit.Test;

/** Conformance list H against a server whose code is compiled, and what it keeps of attackers. */
public class WarmServerTest extends OneServerTest {

  private static final int CALLS = 30_000;
  private static final int CALLS_PER_EVENT = 10;
  private static final int ROUNDS = 50;

  private static void warmUp() {
    try (var client = LibqbClient.connect(server.service())) {
      for (int i = 0; i < CALLS; i++) {
        assertEquals(i, client.call(ECHO, i).intAt(0));
        if (i % CALLS_PER_EVENT == 0) {
          client.call(EVENTS, 1, 4);
          assertEquals(0, client.receiveEvent().intAt(0));
        }
      }
    }
  }

  @Test
  public void items74To86_attackOnCompiledCodeHarmsNobody() {
    warmUp();
    suffer(Attack.values());
  }

  @Test
  public void items74To86_fiftyRoundsOfEachAttackLeaveNothing() {
    suffer(Attack.values());
    ProcessResources before = server.resourcesAtRest();
    int violations = server.violations();
    int expected = 0;
    for (Attack attack : Attack.values()) {
      for (int round = 0; round < ROUNDS; round++) {
        server.strike(attack);
        expected += attack.endsTheConnection() ? 1 : 0;
      }
    }
    server.assertUnharmed();
    assertEquals("connections disconnected", violations + expected, server.violations());
    ProcessResources.assertBecomesAtMost(before, server.pid());
  }
}
