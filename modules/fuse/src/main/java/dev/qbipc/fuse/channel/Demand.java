package dev.qbipc.fuse.channel;

import java.util.concurrent.TimeUnit;

/**
 * Whether it takes more than one reader that waits, as the readers find out. One is enough for a
 * caller who is alone, since that one waits for each answer before it calls again. It is not when
 * callers take turns, since then they call at once; nor when a request holds its reader up for so
 * long that others would notice.
 *
 * <p>The readers share it without a lock. What one of them does not see of another is counted with
 * a later request.
 */
final class Demand {

  /** So many requests in a row are one caller's that is alone. */
  private static final int ALONE = 64;

  /** What another caller counts: it takes one with every third request to have callers at once. */
  private static final int ANOTHER = 2;

  /** On a busy machine the scheduler lets callers wait for about as long. */
  private static final long LONG_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** Who has called last. */
  private int last;

  /**
   * Up to {@link #ALONE}, where it stays while callers take turns; about 0 with one that is alone.
   */
  private int level;

  private volatile boolean high;

  /**
   * A reader has taken a request.
   *
   * @param caller the thread that calls; 0 for what the kernel says by itself, such as that a file
   *     is closed, and for threads that this process cannot see
   */
  void taken(int caller) {
    if (caller == 0) {
      return;
    }
    if (caller != last) {
      last = caller;
      if (level < ALONE || !high) {
        rise(ANOTHER);
      }
    } else if (level > 0) {
      level--;
    } else if (high) {
      high = false;
    }
  }

  /** A request has held its reader up for that time. */
  void held(long nanos) {
    if (nanos > LONG_NANOS) {
      rise(ALONE);
    }
  }

  private void rise(int by) {
    level = Math.min(ALONE, level + by);
    if (level == ALONE && !high) {
      high = true;
    }
  }

  /** Whether more than one is to wait. */
  boolean isHigh() {
    return high;
  }
}
