package dev.qbipc.hostile;

import java.time.Duration;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.rules.Timeout;

/** Tests whose attackers all come to the same server, one after another. */
abstract class OneServerTest {

  /** Within this an honest client has 99 of 100 replies, on a machine that does other work too. */
  static final Duration PATIENCE_OF_THE_HONEST = Duration.ofMillis(250);

  /** A test that hangs fails. */
  @Rule public final Timeout timeout = Timeout.seconds(120);

  static ServerUnderAttack server;

  @BeforeClass
  public static void startServer() {
    server = ServerUnderAttack.start();
  }

  @AfterClass
  public static void endServer() {
    server.honest().assertWaitedAtMost(PATIENCE_OF_THE_HONEST);
    server.close();
  }

  static void suffer(Attack... attacks) {
    for (Attack attack : attacks) {
      server.suffer(attack);
    }
  }
}
