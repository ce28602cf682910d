package dev.pmxcfs.state.log;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import org.junit.Test;

/** Which messages are new to a node's log (operations, section 5.6). */
public class AcceptedMessagesTest {

  private static final String NODE = "testnode";
  private static final int TIME = 1_795_533_408;
  private static final int UID = 7;

  private final AcceptedMessages accepted = new AcceptedMessages();

  @Test
  public void firstMessageOfANodeIsAccepted() {
    assertTrue(accepts(NODE, TIME, UID));
    assertTrue(accepts("node2", TIME - 1, UID - 1));
  }

  @Test
  public void theSameMessageIsAcceptedOnce() {
    accepts(NODE, TIME, UID);
    assertFalse(accepts(NODE, TIME, UID));
  }

  @Test
  public void withinASecondOnlyGreaterUidsAreAccepted() {
    accepts(NODE, TIME, UID);
    assertFalse(accepts(NODE, TIME, UID - 1));
    assertTrue(accepts(NODE, TIME, UID + 1));
    assertFalse("the last one counts", accepts(NODE, TIME, UID));
  }

  @Test
  public void laterMessageIsAcceptedWithAnyUid() {
    accepts(NODE, TIME, UID);
    assertTrue("its node was started anew", accepts(NODE, TIME + 1, 1));
  }

  @Test
  public void earlierMessageIsDroppedWithAnyUid() {
    accepts(NODE, TIME, UID);
    assertFalse(accepts(NODE, TIME - 1, UID + 1));
    assertTrue("and leaves no trace", accepts(NODE, TIME, UID + 1));
  }

  @Test
  public void timesAndUidsAreUnsigned() {
    accepts(NODE, Integer.MAX_VALUE, Integer.MAX_VALUE);
    assertTrue(accepts(NODE, Integer.MAX_VALUE, Integer.MIN_VALUE));
    assertTrue(accepts(NODE, Integer.MIN_VALUE, 1));
    assertFalse(accepts(NODE, Integer.MAX_VALUE, -1));
  }

  private boolean accepts(String node, int time, int uid) {
    LogName name = LogName.of(ByteString.of("n"));
    ByteString message = ByteString.of("m");
    return accepted.accept(
        new LogEntry(uid, time, LogName.of(ByteString.of(node)), name, name, 1, 6, message));
  }
}
