package dev.qbipc.fuzz;

import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.ProcessResources;
import dev.qbipc.hostile.ServerUnderAttack;
import dev.qbipc.testing.FuzzRun;
import java.time.Duration;
import java.util.List;
import org.junit.Test;

/**
 * Conformance list H, item 99: random handshakes, random words in all shared memory, random bytes,
 * with a well-behaved client of the real libqb beside them.
 */
public class WireFuzzTest {

  /** The ways of a JVM to run the same code; a truncated page faults differently in each. */
  private static final List<List<String>> JVMS =
      List.of(
          List.of(),
          List.of(ServerUnderAttack.FAULTS_SKIP_HANDLERS),
          List.of("-XX:-TieredCompilation"),
          List.of("-Xint"));

  /** After so long the next JVM has its turn. */
  private static final Duration MAX_LIFE = Duration.ofMinutes(2);

  @Test
  public void item99_randomClientsHarmNobodyAndLeaveNothing() {
    var run = FuzzRun.configured(WireFuzzTest.class);
    Duration share = run.time().dividedBy(JVMS.size());
    Duration life = share.compareTo(MAX_LIFE) < 0 ? share : MAX_LIFE;
    long end = System.nanoTime() + run.time().toNanos();
    long done = 0;
    for (int jvm = 0; done < run.cases() && isDue(jvm, end); jvm++) {
      done += attack(JVMS.get(jvm % JVMS.size()), run.from(run.first() + done, life));
    }
  }

  /** Each has its turn, however long the JVMs take to start. */
  private static boolean isDue(int jvm, long end) {
    return jvm < JVMS.size() || System.nanoTime() < end;
  }

  /** Returns how many clients attacked. */
  private static long attack(List<String> jvmOptions, FuzzRun run) {
    var server = ServerUnderAttack.start(jvmOptions, ServerUnderAttack.options());
    long clients;
    try (server) {
      ProcessResources before = server.resourcesAtRest();
      clients =
          run.run(
              number -> RandomClient.live(server.service(), run.random(number)),
              server::assertUnharmed);
      ProcessResources.assertBecomesAtMost(before, server.pid());
      int ended = server.violations();
      assertTrue(ended + " of " + clients + " were ended", ended > clients / 20);
    }
    server.discardLog();
    return clients;
  }
}
