package dev.qbipc.server.impl.connection;

import dev.qbipc.server.impl.limits.HeldMemory;
import java.util.ArrayDeque;

/**
 * A connection's reusable arrays for request payloads. They are not shared with other connections,
 * so that stale bytes in them never belong to another client. Belongs to the reader thread.
 *
 * <p>Arrays that exist count as held for the connection's user, whether or not a request uses them;
 * except for the first few bytes, which are not more than a connection itself takes.
 */
final class PayloadArrays {

  /** The longest array that is small, and the number of bytes that do not count. */
  static final int SMALL = 4096;

  private static final int SMALLEST = 256;
  private static final int MAX_SMALL_KEPT = 16;

  private final HeldMemory.Share memory;
  private final ArrayDeque<byte[]> small = new ArrayDeque<>(0);

  /** Of the large ones one is kept, as long as it is used. */
  private byte[] large;

  private boolean largeUsed;
  private long bytes;
  private boolean closed;

  PayloadArrays(HeldMemory.Share memory) {
    this.memory = memory;
  }

  /**
   * Gives an array.
   *
   * @param length bytes that it has to hold
   * @return null if too much is held for the user already
   */
  byte[] take(int length) {
    byte[] array = small.poll();
    return array != null && array.length >= length ? array : takeAnother(array, length);
  }

  private byte[] takeAnother(byte[] tooShort, int length) {
    if (tooShort != null) {
      if (length > SMALL) {
        small.push(tooShort);
      } else {
        letGo(tooShort);
      }
    }
    largeUsed |= length > SMALL;
    byte[] array = large;
    if (array == null) {
      return make(length);
    }
    large = null;
    if (array.length >= length) {
      return array;
    }
    letGo(array);
    return make(length);
  }

  private byte[] make(int length) {
    int size = sizeFor(length);
    long counted = countedOf(size);
    if (counted > 0 && !memory.take(counted)) {
      return null;
    }
    bytes += size;
    return new byte[size];
  }

  /** Whether {@link #take} that had no array has one now. */
  boolean haveRoomFor(int length) {
    long counted = countedOf(sizeFor(length));
    return counted == 0 || memory.hasRoomFor(counted);
  }

  /** What counts of an array that is added. */
  private long countedOf(int size) {
    return counted(bytes + size) - counted(bytes);
  }

  private static long counted(long bytes) {
    return Math.max(0, bytes - SMALL);
  }

  private static int sizeFor(int length) {
    return length <= SMALLEST ? SMALLEST : Integer.highestOneBit(length - 1) << 1;
  }

  /** Takes an array back for another request. */
  void release(byte[] array) {
    if (closed) {
      return;
    }
    if (array.length <= SMALL && small.size() < MAX_SMALL_KEPT) {
      small.push(array);
    } else if (array.length > SMALL && large == null) {
      large = array;
    } else {
      letGo(array);
    }
  }

  /** Counts an array no more that was taken and will not come back. */
  void letGo(byte[] array) {
    if (closed) {
      return;
    }
    long counted = counted(bytes) - counted(bytes - array.length);
    bytes -= array.length;
    if (counted > 0) {
      memory.release(counted);
    }
  }

  /** Lets go of what an idle connection should not hold on to. */
  void trim() {
    trimSmall();
    trimLarge();
  }

  /** Lets go of small arrays, and of a large one that was not used since this was called last. */
  void trimUnused() {
    trimSmall();
    if (!largeUsed) {
      trimLarge();
    }
    largeUsed = false;
  }

  private void trimSmall() {
    while (small.size() > 1) {
      letGo(small.poll());
    }
  }

  private void trimLarge() {
    if (large != null) {
      letGo(large);
      large = null;
    }
  }

  /** Counts nothing any more: the connection has ended. */
  void close() {
    closed = true;
    small.clear();
    large = null;
    memory.release(counted(bytes));
  }
}
