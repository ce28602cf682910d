package dev.qbipc.client.impl;

import java.time.Duration;

/** The point in time at which a call stops to wait, or none. */
final class Deadline {

  /** Longer than anything waits, and far from what a {@code long} of nanoseconds can hold. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Deadline NEVER = new Deadline(true, 0);

  private final boolean never;
  private final long at;

  private Deadline(boolean never, long at) {
    this.never = never;
    this.at = at;
  }

  /**
   * @param timeout from now; one of more than a hundred years never ends
   * @throws IllegalArgumentException if it is negative
   */
  static Deadline after(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative: " + timeout);
    }
    return timeout.compareTo(LONGEST) > 0
        ? NEVER
        : new Deadline(false, System.nanoTime() + timeout.toNanos());
  }

  /**
   * As {@link #after}, for an option.
   *
   * @param timeout from now; zero never ends
   */
  static Deadline ofOption(Duration timeout) {
    return timeout.isZero() ? NEVER : after(timeout);
  }

  /** Whether there is none. */
  boolean isNever() {
    return never;
  }

  /** When it is, in the sense of {@link System#nanoTime}; meaningless if never. */
  long at() {
    return at;
  }

  /** Nanoseconds until then, 0 when it is over; meaningless if never. */
  long remaining() {
    return Math.max(0, at - System.nanoTime());
  }

  /** Whether the time is over. */
  boolean isOver() {
    return !never && at - System.nanoTime() <= 0;
  }
}
