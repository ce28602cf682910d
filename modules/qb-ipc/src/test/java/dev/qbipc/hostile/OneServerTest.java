package dev.qbipc.hostile;

import java.time.Duration;
import org.junit.AfterClass;
import org.junit.BeforeClass;

/** Tests whose attackers all come to the same server, one after another. */
abstract class OneServerTest {

  /** Within this an honest client has 99 of 100 replies, on a machine that does other work too. */
  static final Duration PATIENCE_OF_THE_HONEST = Duration.ofSeconds(1);

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
