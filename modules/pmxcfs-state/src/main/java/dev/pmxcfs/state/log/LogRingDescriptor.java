package dev.pmxcfs.state.log;

import java.nio.ByteBuffer;

/**
 * The layout of the cluster log's ring (operations, section 5.6).
 *
 * <pre>
 *    0        4        8                                          131072
 *   +--------+--------+---------+---------+-----------------------+
 *   | size   | newest | entry   | entry   | ...                   |
 *   +--------+--------+---------+---------+-----------------------+
 * </pre>
 *
 * <p>{@code newest} is the offset of the newest entry, 0 in an empty ring. Entries begin at
 * multiples of 8.
 */
final class LogRingDescriptor {

  /** Bytes of the whole ring. */
  static final int RING_SIZE = 131_072;

  /** Where the first entry begins, and the next one when the end is reached. */
  static final int FIRST_ENTRY = 8;

  private static final int SIZE = 0;
  private static final int NEWEST = 4;

  private LogRingDescriptor() {}

  static void putSize(ByteBuffer ring) {
    ring.putInt(SIZE, RING_SIZE);
  }

  /** What the ring says of its length. */
  static int size(ByteBuffer ring) {
    return ring.getInt(SIZE);
  }

  static int newest(ByteBuffer ring) {
    return ring.getInt(NEWEST);
  }

  static void putNewest(ByteBuffer ring, int entry) {
    ring.putInt(NEWEST, entry);
  }

  /** Bytes that an entry of a size takes up. */
  static int alignedSize(int size) {
    return size + FIRST_ENTRY - 1 & -FIRST_ENTRY;
  }
}
