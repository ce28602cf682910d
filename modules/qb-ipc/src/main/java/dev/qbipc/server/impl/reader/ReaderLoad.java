package dev.qbipc.server.impl.reader;

import java.util.concurrent.TimeUnit;

/**
 * Whether a reader is busy: whether requests came often in the last period. Belongs to the reader's
 * thread.
 *
 * <p>Single gaps say little: a reader that was kept from its core has found one where there was
 * none.
 */
final class ReaderLoad {

  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** The mean time between finds of requests, at most, of a reader that is busy. */
  private static final long BUSY_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private long since;
  private long finds;
  private boolean busy;

  /**
   * @param now this and other times in the sense of {@link System#nanoTime}
   */
  ReaderLoad(long now) {
    since = now;
  }

  /** Notes that requests were found. */
  void requestsFound() {
    finds++;
  }

  /** Looks at what came until now, once in a period. Call it now and then, and before a sleep. */
  void look(long now) {
    long passed = now - since;
    if (passed >= PERIOD_NANOS) {
      busy = finds * BUSY_NANOS >= passed;
      since = now;
      finds = 0;
    }
  }

  /** Whether requests came often, when last looked. */
  boolean isBusy() {
    return busy;
  }
}
