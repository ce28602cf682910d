package dev.pmxcfs.rrd;

import java.util.concurrent.TimeUnit;

/** The growing intervals between attempts that fail. */
final class BackOff {

  private static final long FIRST_MILLIS = 250;
  private static final long LAST_MILLIS = 30_000;

  private long interval = FIRST_MILLIS;
  private long nextAttempt = System.nanoTime();

  /** Whether it is time for another attempt. */
  boolean isOver() {
    return System.nanoTime() - nextAttempt >= 0;
  }

  void failed() {
    nextAttempt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(interval);
    interval = Math.min(2 * interval, LAST_MILLIS);
  }

  void succeeded() {
    interval = FIRST_MILLIS;
  }

  /** Milliseconds until the next attempt, at least 1. */
  long millisLeft() {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nextAttempt - System.nanoTime()) + 1);
  }
}
