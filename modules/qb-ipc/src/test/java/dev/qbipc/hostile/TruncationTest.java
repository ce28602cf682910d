package dev.qbipc.hostile;

import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** Conformance list H: files that are truncated, however the reader waits. */
@RunWith(Parameterized.class)
public class TruncationTest {

  private static final int ROUNDS = 3;

  /** A test that hangs fails. */
  @Rule public final Timeout timeout = Timeout.seconds(120);

  /** Whether the reader waits for all rings in one call. */
  @Parameter public boolean futexWaitv;

  private ServerUnderAttack server;

  @Parameters(name = "futex_waitv: {0}")
  public static Object[] waits() {
    return new Object[] {true, false};
  }

  @Before
  public void startServer() {
    server = ServerUnderAttack.start(ServerUnderAttack.options().setFutexWaitv(futexWaitv));
  }

  @After
  public void endServer() {
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

  /** The client leaves at the same moment, so its end and its fault meet. */
  @Test
  public void item86_truncationOfOneWhoLeavesHarmsNobody() {
    for (int i = 0; i < 50; i++) {
      try (var intruder = server.intruder()) {
        RingFile.resize(intruder.request().headerFile(), 0);
      }
    }
    server.assertUnharmed();
  }
}
