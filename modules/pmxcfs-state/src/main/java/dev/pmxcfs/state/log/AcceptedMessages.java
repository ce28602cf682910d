package dev.pmxcfs.state.log;

import java.util.HashMap;
import java.util.Map;

/**
 * The last message accepted of each node, by which messages that come again are known (operations,
 * section 5.6). When a node's clock is set back, its messages are taken for old ones until the
 * clock has caught up. Not safe for use by several threads.
 */
final class AcceptedMessages {

  private record Message(int time, int uid) {

    boolean isAfter(Message other) {
      int times = Integer.compareUnsigned(time, other.time);
      return times > 0 || times == 0 && Integer.compareUnsigned(uid, other.uid) > 0;
    }
  }

  private final Map<Long, Message> lastOfNode = new HashMap<>();

  /** Whether the entry is newer than all of its node; it then becomes the last one. */
  boolean accept(LogEntry entry) {
    Message message = new Message(entry.time(), entry.uid());
    Message last = lastOfNode.get(entry.node().digest());
    if (last != null && !message.isAfter(last)) {
      return false;
    }
    lastOfNode.put(entry.node().digest(), message);
    return true;
  }
}
