package dev.pmxcfs.mount.open;

/**
 * How often each of some numbers was counted. To count makes nothing, unless there are more numbers
 * than ever before. A hash table with linear probing. Not for several threads at a time.
 */
final class LongCounts {

  private static final int FIRST_CAPACITY = 64;

  /** From Fibonacci hashing: 2^64 by the golden ratio. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private long[] keys = new long[FIRST_CAPACITY];

  /** By the places of the keys; 0 where there is none. */
  private int[] counts = new int[FIRST_CAPACITY];

  private int size;
  private int sum;

  /** How often a number was counted. */
  int get(long key) {
    return counts[place(key)];
  }

  /** Counts a number once more; returns how often it is now. */
  int increment(long key) {
    int at = place(key);
    if (counts[at] == 0) {
      if (++size > keys.length / 2) {
        grow();
        at = place(key);
      }
      keys[at] = key;
    }
    sum++;
    return ++counts[at];
  }

  /** Takes a number back that was counted; returns how often it still is. */
  int decrement(long key) {
    int at = place(key);
    int left = --counts[at];
    sum--;
    if (left == 0) {
      size--;
      closeGap(at);
    }
    return left;
  }

  /** How often all numbers together were counted. */
  int sum() {
    return sum;
  }

  /** Where a number is, or would be. */
  private int place(long key) {
    int at = home(key);
    while (counts[at] != 0 && keys[at] != key) {
      at = next(at);
    }
    return at;
  }

  private int home(long key) {
    return (int) (key * SPREAD >>> Long.numberOfLeadingZeros(keys.length) + 1);
  }

  private int next(int at) {
    return at + 1 & keys.length - 1;
  }

  /** Moves numbers up that were put behind one that is not there any more. */
  private void closeGap(int removed) {
    int gap = removed;
    for (int at = next(gap); counts[at] != 0; at = next(at)) {
      int home = home(keys[at]);
      boolean isBetween = gap <= at ? gap < home && home <= at : gap < home || home <= at;
      if (!isBetween) {
        keys[gap] = keys[at];
        counts[gap] = counts[at];
        counts[at] = 0;
        gap = at;
      }
    }
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldCounts = counts;
    keys = new long[2 * oldKeys.length];
    counts = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldCounts[i] != 0) {
        int at = place(oldKeys[i]);
        keys[at] = oldKeys[i];
        counts[at] = oldCounts[i];
      }
    }
  }
}
