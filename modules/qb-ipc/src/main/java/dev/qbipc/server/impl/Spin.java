package dev.qbipc.server.impl;

/**
 * How long a reader without work looks for more before it sleeps: as long as may be while requests
 * come that soon, and less and less while they do not. Belongs to the reader's thread.
 *
 * <p>Times are nanoseconds in the sense of {@link System#nanoTime}.
 */
final class Spin {

  /** A spin this short would be over before a request can come. */
  private static final long SHORTEST_NANOS = 1000;

  /** After so long, clients that wait for this core are let on it. */
  private static final long YIELD_NANOS = 5000;

  private final long most;
  private long length;
  private long idleSince;
  private long yielded;
  private boolean idle;

  /**
   * @param most the longest spin; 0 for none at all
   */
  Spin(long most) {
    this.most = most;
    this.length = most;
  }

  /** Notes that there was something else to do than requests. */
  void interrupted() {
    idle = false;
  }

  /** Notes that requests were found at a time. */
  void requestsFound(long now) {
    if (idle) {
      idle = false;
      adapt(now - idleSince);
    }
  }

  private void adapt(long gap) {
    // A reader that slept has been woken meanwhile, which takes about as long as a spin is good
    // for.
    long missed = length < most ? 2 * most : most;
    if (gap <= missed) {
      length = most;
    } else {
      length = length / 2 < SHORTEST_NANOS ? 0 : length / 2;
    }
  }

  /** Whether a reader that has found nothing had better sleep. */
  boolean isOver(long now) {
    if (!idle) {
      idle = true;
      idleSince = now;
    }
    return now - idleSince >= length;
  }

  /** Whether requests have come so soon lately that it is worth to spin at all. */
  boolean isWorthwhile() {
    return length > 0;
  }

  /** Lets a moment pass. */
  void pause(long now) {
    if (Math.min(now - idleSince, now - yielded) < YIELD_NANOS) {
      Thread.onSpinWait();
    } else {
      yielded = now;
      Thread.yield();
    }
  }
}
