package dev.pmxcfs.state.log;

import dev.pmxcfs.api.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The layout of an entry in the cluster log's ring (operations, section 5.6), which is also what
 * the nodes of a cluster send each other.
 *
 * <pre>
 *    0        4        8        12       16              24              32
 *   +--------+--------+--------+--------+---------------+---------------+
 *   | prev   | next   | uid    | time   | node digest   | ident digest  |
 *   +--------+----+---+----+---+----+---+-----+---------+---------------+
 *   | pid    |pri |node|id- |tag | message   | node, ident, tag, message |
 *   |        |    |len |len |len | length    | each with its NUL         |
 *   +--------+----+----+----+----+-----------+---------------------------+
 *    32       36   37   38   39   40          44
 * </pre>
 *
 * <p>All numbers are unsigned and little-endian; lengths count the NUL. An entry's size counts 4
 * bytes more than are written, since in C the structure is rounded up to 8.
 */
final class LogEntryDescriptor {

  /** The largest entry that a node writes or takes from another one. */
  static final int MAX_SIZE = 4096;

  private static final int PREV = 0;
  private static final int NEXT = 4;
  private static final int UID = 8;
  private static final int TIME = 12;
  private static final int NODE_DIGEST = 16;
  private static final int IDENT_DIGEST = 24;
  private static final int PID = 32;
  private static final int PRIORITY = 36;
  private static final int NODE_LENGTH = 37;
  private static final int IDENT_LENGTH = 38;
  private static final int TAG_LENGTH = 39;
  private static final int MESSAGE_LENGTH = 40;
  private static final int DATA = 44;

  /** What {@code sizeof} says in C. */
  private static final int HEADER_SIZE = 48;

  private LogEntryDescriptor() {}

  /** Bytes of an entry with strings of these lengths, their NULs included. */
  static int size(int nodeLength, int identLength, int tagLength, int messageLength) {
    return HEADER_SIZE + nodeLength + identLength + tagLength + messageLength;
  }

  /** Bytes there are for a message and its NUL beside names of these lengths. */
  static int messageSpace(LogName node, LogName ident, LogName tag) {
    return MAX_SIZE - DATA - node.storedLength() - ident.storedLength() - tag.storedLength();
  }

  static int prev(ByteBuffer ring, int entry) {
    return ring.getInt(entry + PREV);
  }

  static int next(ByteBuffer ring, int entry) {
    return ring.getInt(entry + NEXT);
  }

  static long identDigest(ByteBuffer ring, int entry) {
    return ring.getLong(entry + IDENT_DIGEST);
  }

  /** Writes an entry between others. */
  static void put(ByteBuffer ring, int offset, int prev, int next, LogEntry entry) {
    ring.putInt(offset + PREV, prev);
    ring.putInt(offset + NEXT, next);
    ring.putInt(offset + UID, entry.uid());
    ring.putInt(offset + TIME, entry.time());
    ring.putLong(offset + NODE_DIGEST, entry.node().digest());
    ring.putLong(offset + IDENT_DIGEST, entry.ident().digest());
    ring.putInt(offset + PID, entry.pid());
    ring.put(offset + PRIORITY, (byte) entry.priority());
    ring.put(offset + NODE_LENGTH, (byte) entry.node().storedLength());
    ring.put(offset + IDENT_LENGTH, (byte) entry.ident().storedLength());
    ring.put(offset + TAG_LENGTH, (byte) entry.tag().storedLength());
    ring.putInt(offset + MESSAGE_LENGTH, entry.message().length() + 1);
    int end = putString(ring, offset + DATA, entry.node().text());
    end = putString(ring, end, entry.ident().text());
    end = putString(ring, end, entry.tag().text());
    putString(ring, end, entry.message());
  }

  private static int putString(ByteBuffer ring, int offset, ByteString string) {
    byte[] bytes = string.toArray();
    ring.put(offset, bytes);
    ring.put(offset + bytes.length, (byte) 0);
    return offset + bytes.length + 1;
  }

  /** The bytes of an entry by itself, as it is sent to other nodes. */
  static byte[] encode(LogEntry entry) {
    ByteBuffer alone = ByteBuffer.allocate(entry.size()).order(ByteOrder.LITTLE_ENDIAN);
    put(alone, 0, 0, 0, entry);
    return alone.array();
  }

  /**
   * Reads an entry by itself that another node has sent.
   *
   * @throws IllegalArgumentException if the bytes are not one
   */
  static LogEntry decode(byte[] bytes) {
    ByteBuffer alone = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    check(bytes.length >= HEADER_SIZE && checkedSize(alone, 0) == bytes.length, bytes.length);
    return get(alone, 0);
  }

  /**
   * How many bytes an entry has that another node has written.
   *
   * @throws IllegalArgumentException if it is too large, reaches beyond the ring or has strings
   *     that do not end
   */
  static int checkedSize(ByteBuffer ring, int entry) {
    check(entry >= 0 && entry <= ring.capacity() - HEADER_SIZE, entry);
    int room = Math.min(ring.capacity() - entry, MAX_SIZE);
    int[] lengths = {
      unsignedByte(ring, entry + NODE_LENGTH),
      unsignedByte(ring, entry + IDENT_LENGTH),
      unsignedByte(ring, entry + TAG_LENGTH),
      ring.getInt(entry + MESSAGE_LENGTH)
    };
    long end = DATA;
    for (int length : lengths) {
      end += Integer.toUnsignedLong(length);
      check(length != 0 && end <= room && ring.get(entry + (int) end - 1) == 0, entry);
    }
    long size = end + HEADER_SIZE - DATA;
    check(size <= room, entry);
    return (int) size;
  }

  private static void check(boolean holds, int where) {
    if (!holds) {
      throw new IllegalArgumentException("not an entry of a cluster log, at " + where);
    }
  }

  /** Reads an entry that {@link #put} wrote, or that was checked. */
  static LogEntry get(ByteBuffer ring, int offset) {
    int node = offset + DATA;
    int ident = node + unsignedByte(ring, offset + NODE_LENGTH);
    int tag = ident + unsignedByte(ring, offset + IDENT_LENGTH);
    int message = tag + unsignedByte(ring, offset + TAG_LENGTH);
    int end = message + ring.getInt(offset + MESSAGE_LENGTH);
    return new LogEntry(
        ring.getInt(offset + UID),
        ring.getInt(offset + TIME),
        new LogName(string(ring, node, ident), ring.getLong(offset + NODE_DIGEST)),
        new LogName(string(ring, ident, tag), identDigest(ring, offset)),
        LogName.of(string(ring, tag, message)),
        ring.getInt(offset + PID),
        unsignedByte(ring, offset + PRIORITY),
        string(ring, message, end));
  }

  private static int unsignedByte(ByteBuffer ring, int offset) {
    return Byte.toUnsignedInt(ring.get(offset));
  }

  private static ByteString string(ByteBuffer ring, int from, int to) {
    byte[] bytes = new byte[to - from - 1];
    ring.get(from, bytes);
    return ByteString.copyUntilNul(bytes, 0, bytes.length);
  }
}
