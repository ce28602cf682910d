package dev.qbipc.server.impl;

import java.util.ArrayDeque;

/**
 * A connection's arrays for request payloads, used again and again. They are not shared with other
 * connections, so that stale bytes in them are never somebody else's. Belongs to the reader thread.
 */
final class PayloadArrays {

  private static final int SMALLEST = 256;
  private static final int LARGEST_KEPT_ASLEEP = 4096;
  private static final int MOST_KEPT = 16;

  private final ArrayDeque<byte[]> free = new ArrayDeque<>(0);

  byte[] take(int length) {
    byte[] array = free.poll();
    return array != null && array.length >= length ? array : new byte[sizeFor(length)];
  }

  private static int sizeFor(int length) {
    return length <= SMALLEST ? SMALLEST : Integer.highestOneBit(length - 1) << 1;
  }

  void giveBack(byte[] array) {
    if (free.size() < MOST_KEPT) {
      free.push(array);
    }
  }

  /** Lets go of what an idle connection should not hold on to. */
  void trim() {
    while (free.size() > 1) {
      free.poll();
    }
    if (!free.isEmpty() && free.peek().length > LARGEST_KEPT_ASLEEP) {
      free.clear();
    }
  }
}
