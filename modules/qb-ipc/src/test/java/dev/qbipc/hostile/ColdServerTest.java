package dev.qbipc.hostile;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/**
 * Conformance list H against a JVM that has just started: the attack is the first request that the
 * server sees, so all of its code is interpreted. Truncations also where it stays interpreted.
 */
@RunWith(Parameterized.class)
public class ColdServerTest {

  private static final String INTERPRETED = "-Xint";

  @Parameter public Attack attack;

  @Parameter(1)
  public List<String> jvmOptions;

  @Parameters(name = "{0} {1}")
  public static List<Object[]> attacks() {
    var attacks = new ArrayList<Object[]>();
    Stream.of(Attack.values()).forEach(attack -> attacks.add(new Object[] {attack, List.of()}));
    Attack.TRUNCATIONS.forEach(attack -> attacks.add(new Object[] {attack, List.of(INTERPRETED)}));
    return attacks;
  }

  @Test
  public void items74To86_attackAsTheVeryFirstActHarmsNobody() {
    try (var server = ServerUnderAttack.startSilent(jvmOptions)) {
      try (var intruder = server.intruder()) {
        attack.strike(intruder);
        server.endSilence();
        if (attack.endsTheConnection()) {
          intruder.awaitEnd();
        }
      }
      server.assertUnharmed();
      server.halt();
      assertEquals(attack.endsTheConnection() ? 1 : 0, server.violations());
    }
  }
}
