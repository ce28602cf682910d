package dev.qbipc.client.impl;

import java.time.Duration;

/** The point in time at which a call stops to wait, or none. */
final class Deadline {

  /** A number of nanoseconds that the system calls take for no limit. */
  static final long NO_LIMIT = -1;

  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final boolean never;
  private final long at;

  private Deadline(boolean never, long at) {
    this.never = never;
    this.at = at;
  }

  /**
   * @param timeout from now; a negative one never ends
   */
  static Deadline after(Duration timeout) {
    Duration bounded = timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
    return new Deadline(timeout.isNegative(), System.nanoTime() + bounded.toNanos());
  }

  /**
   * As {@link #after}, for an option.
   *
   * @param timeout from now; zero never ends
   */
  static Deadline ofOption(Duration timeout) {
    return new Deadline(timeout.isZero(), after(timeout).at);
  }

  /** Whether there is none. */
  boolean isNever() {
    return never;
  }

  /** When it is, in the sense of {@link System#nanoTime}; meaningless if never. */
  long at() {
    return at;
  }

  /** Nanoseconds until then, 0 when it is over, or {@link #NO_LIMIT}. */
  long remaining() {
    return never ? NO_LIMIT : Math.max(0, at - System.nanoTime());
  }

  /** Whether the time is over. */
  boolean isOver() {
    return !never && at - System.nanoTime() <= 0;
  }
}
