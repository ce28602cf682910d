package dev.qbipc.server.impl.reader;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a reader whose rounds fail one after another from turning into a loop of stack traces.
 * Belongs to the reader's thread.
 */
final class FailurePause {

  static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A failure this long after the last one is the first again. */
  static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(1);

  private long lastFailure;
  private long pause;

  /**
   * How long to pause after a failure: twice as long as after the last one, up to a bound.
   *
   * @param now in the sense of {@link System#nanoTime}
   */
  long after(long now) {
    boolean first = pause == 0 || now - lastFailure > CALM_NANOS;
    pause = first ? FIRST_NANOS : Math.min(2 * pause, MAX_NANOS);
    lastFailure = now;
    return pause;
  }

  /** Pauses after a failure. */
  void pause() {
    LockSupport.parkNanos(after(System.nanoTime()));
  }
}
