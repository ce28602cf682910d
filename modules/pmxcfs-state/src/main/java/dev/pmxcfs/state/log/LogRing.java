package dev.pmxcfs.state.log;

import static dev.pmxcfs.state.log.LogRingDescriptor.FIRST_ENTRY;
import static dev.pmxcfs.state.log.LogRingDescriptor.RING_SIZE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of the cluster log in the bytes that nodes of a cluster exchange; new ones overwrite
 * the oldest (operations, section 5.6). Not safe for use by several threads.
 */
final class LogRing {

  private final ByteBuffer ring = ByteBuffer.allocate(RING_SIZE).order(ByteOrder.LITTLE_ENDIAN);

  LogRing() {
    LogRingDescriptor.putSize(ring);
  }

  /** A ring of entries, inserted in their order. */
  static LogRing of(Iterable<LogEntry> entries) {
    LogRing ring = new LogRing();
    entries.forEach(ring::insert);
    return ring;
  }

  /**
   * The entries of a ring that another node has sent, the newest first. Together they are no larger
   * than two rings, since none may lie within another one.
   *
   * @throws IllegalArgumentException if the bytes are not such a ring
   */
  static List<LogEntry> decode(byte[] bytes) {
    ByteBuffer foreign = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length <= FIRST_ENTRY || LogRingDescriptor.size(foreign) != bytes.length) {
      throw new IllegalArgumentException("not a cluster log, of " + bytes.length + " bytes");
    }
    return all(foreign, LogRing::checkEndsBefore);
  }

  /** An entry and where the room of one begins that lies behind it, or the ring ends. */
  @FunctionalInterface
  private interface EntryCheck {
    void check(ByteBuffer ring, int offset, int end);
  }

  private static void checkEndsBefore(ByteBuffer ring, int offset, int end) {
    if (LogEntryDescriptor.checkedSize(ring, offset) > end - offset) {
      throw new IllegalArgumentException(
          "not a cluster log: the entry at " + offset + " reaches into the one at " + end);
    }
  }

  /** All entries that are there, the newest first, those too that are not shown any more. */
  List<LogEntry> all() {
    return all(ring, (own, offset, end) -> {});
  }

  private static List<LogEntry> all(ByteBuffer ring, EntryCheck check) {
    List<LogEntry> found = new ArrayList<>();
    int newest = LogRingDescriptor.newest(ring);
    int offset = newest;
    int end = ring.capacity();
    boolean wrapped = false;
    while (isIntact(offset, newest)) {
      check.check(ring, offset, end);
      found.add(LogEntryDescriptor.get(ring, offset));
      int prev = LogEntryDescriptor.prev(ring, offset);
      boolean wraps = offset < prev;
      if (prev == offset || wraps && (wrapped || prev <= newest)) {
        break;
      }
      wrapped |= wraps;
      end = wraps ? ring.capacity() : offset;
      offset = prev;
    }
    return found;
  }

  void insert(LogEntry entry) {
    int size = LogRingDescriptor.alignedSize(entry.size());
    int newest = LogRingDescriptor.newest(ring);
    int offset = newest == 0 ? FIRST_ENTRY : LogEntryDescriptor.next(ring, newest);
    if (offset + size >= RING_SIZE) {
      offset = FIRST_ENTRY;
    }
    LogEntryDescriptor.put(ring, offset, newest, offset + size, entry);
    LogRingDescriptor.putNewest(ring, offset);
  }

  /** The newest entries, the newest first. */
  List<LogEntry> newest(LogFilter filter) {
    List<LogEntry> found = new ArrayList<>();
    int newest = LogRingDescriptor.newest(ring);
    int offset = newest;
    while (isShown(offset, newest) && found.size() < filter.max()) {
      if (filter.matches(LogEntryDescriptor.identDigest(ring, offset))) {
        found.add(LogEntryDescriptor.get(ring, offset));
      }
      offset = LogEntryDescriptor.prev(ring, offset);
    }
    return found;
  }

  /** How many entries there are to be shown. */
  int size() {
    int newest = LogRingDescriptor.newest(ring);
    int count = 0;
    for (int at = newest; isShown(at, newest); at = LogEntryDescriptor.prev(ring, at)) {
      count++;
    }
    return count;
  }

  /** Not the last one before what is overwritten either, as in the C server. */
  private boolean isShown(int offset, int newest) {
    if (!isIntact(offset, newest)) {
      return false;
    }
    int prev = LogEntryDescriptor.prev(ring, offset);
    boolean wrapped = offset < prev;
    return !(wrapped && prev <= newest);
  }

  /** Whether the newest entry, had it any size, left alone what is at an offset. */
  private static boolean isIntact(int offset, int newest) {
    return offset != 0 && (offset <= newest || offset > newest + LogEntryDescriptor.MAX_SIZE);
  }

  /** A copy of all bytes. */
  byte[] toBytes() {
    return ring.array().clone();
  }
}
