package dev.pmxcfs.state.log;

import dev.pmxcfs.api.ByteString;
import java.util.Comparator;

/**
 * One message in the cluster log (operations, section 5.6).
 *
 * @param uid the number of the message among those of its node since the node started, unsigned
 * @param time when it was written, in seconds since 1970, unsigned
 * @param node the node it was written on
 * @param ident the user or service it is about
 * @param tag the program that wrote it
 * @param pid the process that wrote it
 * @param priority as in syslog, 0 to 7; of another node any unsigned byte
 * @param message ASCII, in which other characters are escaped; never has a bare quote
 */
public record LogEntry(
    int uid,
    int time,
    LogName node,
    LogName ident,
    LogName tag,
    int pid,
    int priority,
    ByteString message) {

  /** By time, then by node, then by number: the same order on every node. */
  static final Comparator<LogEntry> ORDER =
      Comparator.comparing(LogEntry::time, Integer::compareUnsigned)
          .thenComparing(entry -> entry.node().digest(), Long::compareUnsigned)
          .thenComparing(LogEntry::uid, Integer::compareUnsigned);

  /** The largest priority, that of debugging messages. */
  public static final int LOWEST_PRIORITY = 7;

  /** The bytes by which it is told to other nodes. */
  public byte[] encode() {
    return LogEntryDescriptor.encode(this);
  }

  /** Bytes in the ring. */
  int size() {
    return LogEntryDescriptor.size(
        node.storedLength(), ident.storedLength(), tag.storedLength(), message.length() + 1);
  }
}
