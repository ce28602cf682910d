package dev.qbipc.hostile;

import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.AfterParam;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/**
 * Conformance list H: files that are truncated, however the reader waits. In each kind of JVM all
 * attackers come to the same server, as they would.
 */
@RunWith(Parameterized.class)
public class TruncationTest {

  private static final int ROUNDS = 3;

  /** So many that the end of a connection is compiled meanwhile, with counters. */
  private static final int CONNECTIONS_ENDED = 400;

  /** Whether the reader waits for all rings in one call. */
  @Parameter(0)
  public boolean futexWaitv;

  /** Where the JVM delivers a fault depends on how the code around it is compiled. */
  @Parameter(1)
  public String jvmOption;

  private static ServerUnderAttack server;

  @Parameters(name = "futex_waitv: {0}, {1}")
  public static Object[][] waits() {
    return new Object[][] {
      {true, "-XX:+TieredCompilation"},
      {true, "-XX:-TieredCompilation"},
      {false, "-XX:+TieredCompilation"},
      {true, ServerUnderAttack.FAULTS_SKIP_HANDLERS},
      {false, ServerUnderAttack.FAULTS_SKIP_HANDLERS},
    };
  }

  @BeforeParam
  public static void startServer(boolean futexWaitv, String jvmOption) {
    server = ServerUnderAttack.start(List.of(jvmOption), ServerUnderAttack.options(futexWaitv));
  }

  @AfterParam
  public static void endServer() {
    server.close();
  }

  private void suffer(Attack... attacks) {
    for (int round = 0; round < ROUNDS; round++) {
      for (Attack attack : attacks) {
        server.suffer(attack);
      }
    }
  }

  @Test
  public void item85_truncatedRequestDataEndsTheConnectionAndNoOther() {
    suffer(Attack.REQUEST_DATA_TRUNCATED, Attack.REQUEST_DATA_TRUNCATED_UNDER_A_CHUNK);
  }

  @Test
  public void item86_truncatedFileOfAnyRingEndsTheConnectionAndNoOther() {
    suffer(
        Attack.REQUEST_HEADER_TRUNCATED,
        Attack.REQUEST_HEADER_TRUNCATED_TO_A_PAGE,
        Attack.REQUEST_HEADER_TRUNCATED_UNDER_A_CHUNK,
        Attack.RESPONSE_HEADER_TRUNCATED,
        Attack.RESPONSE_DATA_TRUNCATED,
        Attack.EVENT_HEADER_TRUNCATED,
        Attack.EVENT_DATA_TRUNCATED,
        Attack.ALL_TRUNCATED);
  }

  /** Seen: the fault of a header that the server wrote to ended the end of its connection. */
  @Test
  public void item86_endOfATruncatedConnectionIsComplete() {
    for (int i = 0; i < CONNECTIONS_ENDED; i++) {
      server.strike(Attack.RESPONSE_HEADER_TRUNCATED);
    }
    server.assertUnharmed();
  }

  /**
   * The client leaves at the same moment, so its end and its fault meet. Seen: a reader that is
   * compiled as a whole got the fault at the step of its loop, and ended.
   */
  @Test
  public void item86_truncationOfOneWhoLeavesHarmsNobody() {
    for (int i = 0; i < 200; i++) {
      try (var intruder = server.intruder()) {
        RingFile.resize(intruder.request().headerFile(), 0);
      }
    }
    server.assertUnharmed();
  }
}
