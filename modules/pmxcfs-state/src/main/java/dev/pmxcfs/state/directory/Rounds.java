package dev.pmxcfs.state.directory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Rounds of one thread in which changes are taken in, and how others wait for those that were made
 * before they came. While there are none, they pay for one look whether events wait and for reading
 * a variable.
 *
 * <p>The wait is bounded: a file system that does not answer must not stop those who read. When one
 * has waited too long, none waits until a round has come to its end.
 */
final class Rounds {

  /** A round in which nothing happens for so long hangs; on a busy machine it may only be slow. */
  static final long HANGING_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The longest that a reader waits. */
  private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final BooleanSupplier eventsWait;
  private final long hangingNanos;
  private final long maxWaitNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition finish = lock.newCondition();

  private volatile boolean running;
  private volatile boolean hanging;
  private volatile boolean closed;
  private volatile long started;
  private volatile long progress;
  private long finished;

  /**
   * @param eventsWait whether the kernel holds events that no round has read yet
   */
  Rounds(BooleanSupplier eventsWait) {
    this(eventsWait, HANGING_NANOS);
  }

  /**
   * @param hangingNanos after so long a round in which nothing happens is given up
   */
  Rounds(BooleanSupplier eventsWait, long hangingNanos) {
    this(eventsWait, hangingNanos, MAX_WAIT_NANOS);
  }

  /**
   * @param hangingNanos after so long a round in which nothing happens is given up
   * @param maxWaitNanos after so long any is
   */
  Rounds(BooleanSupplier eventsWait, long hangingNanos, long maxWaitNanos) {
    this.eventsWait = eventsWait;
    this.hangingNanos = hangingNanos;
    this.maxWaitNanos = maxWaitNanos;
  }

  /** Begins a round, before it reads events. */
  void begin() {
    running = true;
    started++;
  }

  /** Something was done in the round. */
  void progress() {
    progress++;
  }

  /**
   * Ends a round, after what it took in can be seen.
   *
   * @return whether it had been given up
   */
  boolean end() {
    lock.lock();
    try {
      boolean wasHanging = hanging;
      finished = started;
      running = false;
      hanging = false;
      finish.signalAll();
      return wasHanging;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a round has been given up and has not come to its end. */
  boolean isHanging() {
    return hanging;
  }

  /** Ends all waits, and lets no other begin. */
  void close() {
    closed = true;
    lock.lock();
    try {
      finish.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until all changes are taken in whose events were there before the call.
   *
   * @return false if this call is the one that gives a round up
   */
  boolean await() {
    long before = started;
    if (hanging || closed || isUpToDate()) {
      return true;
    }
    lock.lock();
    try {
      return awaitFinish(before);
    } finally {
      lock.unlock();
    }
  }

  /** In this order: a round says that it runs before it takes the events away. */
  private boolean isUpToDate() {
    return !eventsWait.getAsBoolean() && !running;
  }

  /** A round that began later has read all that waited; and so has any, if nothing waits. */
  private boolean awaitFinish(long before) {
    long begin = System.nanoTime();
    long lastProgress = begin;
    long seen = progress;
    while (finished <= before && !hanging && !closed && !isUpToDate()) {
      try {
        finish.awaitNanos(LOOK_AGAIN_NANOS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true;
      }
      long now = System.nanoTime();
      if (progress != seen) {
        seen = progress;
        lastProgress = now;
      }
      if (now - lastProgress > hangingNanos || now - begin > maxWaitNanos) {
        hanging = true;
        finish.signalAll();
        return false;
      }
    }
    return true;
  }
}
