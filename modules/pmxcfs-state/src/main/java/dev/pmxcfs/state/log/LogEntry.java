package dev.pmxcfs.state.log;

import dev.pmxcfs.api.ByteString;

/**
 * One message in the cluster log (operations, section 5.6).
 *
 * @param uid the number of the message among those of its node since the node started, unsigned
 * @param time when it was written, in seconds since 1970, unsigned
 * @param node the node it was written on
 * @param ident the user or service it is about
 * @param tag the program that wrote it
 * @param pid the process that wrote it
 * @param priority as in syslog, 0 to 7
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

  /** The largest priority, that of debugging messages. */
  public static final int LOWEST_PRIORITY = 7;

  /** Bytes in the ring. */
  int size() {
    return LogEntryDescriptor.size(
        node.storedLength(), ident.storedLength(), tag.storedLength(), message.length() + 1);
  }
}
