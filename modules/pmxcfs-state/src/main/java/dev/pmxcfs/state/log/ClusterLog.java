package dev.pmxcfs.state.log;

import dev.pmxcfs.api.ByteString;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened in the cluster, for administrators to read: LOG_CLUSTER_MSG adds to it,
 * GET_CLUSTER_LOG shows it (operations, section 5.6). The oldest messages make room for new ones;
 * nothing survives a restart.
 *
 * <p>Any thread may call the methods; they wait for each other, at most for the time it takes to
 * copy the ring's entries.
 */
public final class ClusterLog {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterLog.class);

  private static final int INFORMATION = 6;

  private final LogName node;
  private final Clock clock;
  private LogRing ring = new LogRing();
  private AcceptedMessages accepted = new AcceptedMessages();

  private Consumer<LogEntry> others = entry -> {};
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
   * Tells the other nodes of each message of the local node from now on, even of one that is
   * dropped here for its time; there is one who tells them, the last one that was set.
   *
   * @param others called in the order of the messages, by one thread at a time, while all others
   *     wait for the log: must not block
   */
  public synchronized void tellOthers(Consumer<LogEntry> others) {
    this.others = others;
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
   * @return the message, even if it is dropped here for its time; nothing for its priority
   */
  public synchronized Optional<LogEntry> add(
      int priority, ByteString ident, ByteString tag, int pid, ByteString message) {
    if (priority > LogEntry.LOWEST_PRIORITY) {
      return Optional.empty();
    }
    LogEntry entry = pack(priority, LogName.of(ident), LogName.of(tag), pid, message);
    insert(entry);
    others.accept(entry);
    return Optional.of(entry);
  }

  private void insert(LogEntry entry) {
    if (accepted.accept(entry)) {
      ring.insert(entry);
    }
  }

  /**
   * Adds a message of another node, unless it is older than the last one of that node.
   *
   * @param entry as {@link LogEntry#encode} gives it
   * @throws IllegalArgumentException if the bytes are not an entry; nothing is added
   */
  public synchronized void insert(byte[] entry) {
    insert(LogEntryDescriptor.decode(entry));
  }

  /**
   * The whole log for another node, in which it is by time from then on here too (cluster, section
   * 4.4): messages may have come late.
   */
  public synchronized byte[] sorted() {
    SortedMap<LogEntry, LogEntry> sorted = new TreeMap<>(LogEntry.ORDER);
    ring.all().forEach(entry -> sorted.putIfAbsent(entry, entry));
    ring = LogRing.of(sorted.values());
    return ring.toBytes();
  }

  /**
   * Takes in the logs of other nodes: of all messages, this node's too, as many of the newest as
   * there is room for, by their time.
   *
   * @param others as {@link #sorted} gives them, by what the log calls those they are of; what is
   *     not a log is left out
   */
  public synchronized void merge(Map<String, byte[]> others) {
    List<List<LogEntry>> logs = new ArrayList<>(List.of(ring.all()));
    others.forEach(
        (of, other) -> {
          try {
            logs.add(LogRing.decode(other));
          } catch (IllegalArgumentException e) {
            LOG.warn("the log of {} is left out: {}", of, e.getMessage());
          }
        });
    MergedLog merged = MergedLog.of(logs);
    ring = merged.ring();
    accepted = merged.accepted();
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
