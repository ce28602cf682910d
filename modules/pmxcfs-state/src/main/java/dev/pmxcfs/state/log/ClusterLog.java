package dev.pmxcfs.state.log;

import dev.pmxcfs.api.ByteString;
import java.time.Clock;
import java.util.List;

/**
 * What happened in the cluster, for administrators to read: LOG_CLUSTER_MSG adds to it,
 * GET_CLUSTER_LOG shows it (operations, section 5.6). The oldest messages make room for new ones;
 * nothing survives a restart.
 *
 * <p>Any thread may call the methods; they wait for each other, at most for the time it takes to
 * copy the ring's entries.
 */
public final class ClusterLog {

  private static final int INFORMATION = 6;

  private final LogName node;
  private final Clock clock;
  private final LogRing ring = new LogRing();
  private final AcceptedMessages accepted = new AcceptedMessages();

  private int lastUid;

  /**
   * A log that begins with the message that it begins.
   *
   * @param node the local node's name
   * @param clock tells when messages are written
   */
  public ClusterLog(ByteString node, Clock clock) {
    this.node = LogName.of(node);
    this.clock = clock;
    ByteString ident = ByteString.of("root");
    ByteString tag = ByteString.of("cluster");
    int pid = (int) ProcessHandle.current().pid();
    add(INFORMATION, ident, tag, pid, ByteString.of("starting cluster log"));
  }

  /**
   * Adds a message of the local node. Names lose what is beyond 254 bytes, a message what does not
   * fit the 4096 bytes of an entry. A message older than the last one, or one of a priority beyond
   * 7, is dropped.
   *
   * @param priority as in syslog, 0 to 7
   * @param ident the user or service it is about, without a NUL
   * @param tag the program, without a NUL
   * @param pid the process that writes it
   * @param message any text without a NUL, UTF-8 or not
   */
  public synchronized void add(
      int priority, ByteString ident, ByteString tag, int pid, ByteString message) {
    if (priority > LogEntry.LOWEST_PRIORITY) {
      return;
    }
    LogEntry entry = pack(priority, LogName.of(ident), LogName.of(tag), pid, message);
    if (accepted.accept(entry)) {
      ring.insert(entry);
    }
  }

  private LogEntry pack(int priority, LogName ident, LogName tag, int pid, ByteString message) {
    int time = (int) clock.instant().getEpochSecond();
    int space = LogEntryDescriptor.messageSpace(node, ident, tag);
    ByteString ascii = LogMessage.toAscii(message, space);
    return new LogEntry(++lastUid, time, node, ident, tag, pid, priority, ascii);
  }

  /** How many messages there are to be shown. */
  public synchronized int size() {
    return ring.size();
  }

  /**
   * The newest messages, the newest first.
   *
   * @param user the complete name of the user whose messages are wanted; empty for all users
   * @param max the maximum number of messages
   */
  public synchronized List<LogEntry> newest(ByteString user, long max) {
    return ring.newest(LogFilter.of(user, max));
  }
}
