package dev.qbipc.fuse.session;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after what takes long: answers requests that have waited for too long, and adds readers
 * while all are held up. A thread of its own, which sleeps while there are no requests.
 */
final class Watch {

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  /** How long all readers are held up before there is one more. */
  private static final long GROW_NANOS = 5_000_000;

  private static final int LOOKS_PER_TIMEOUT = 4;

  /** What it looks after. */
  interface Watched {

    /** Whether any request has no answer. */
    boolean hasRequests();

    /** Tells of callers who wait and are being killed. */
    void letGo();

    /** Answers those that have waited for too long. */
    void expire();

    /** Whether all readers have a request. */
    boolean isExhausted();

    /** Adds a reader if all have been at the same request since the call before. */
    void grow();
  }

  private final Watched watched;
  private final long lookNanos;
  private final Thread thread;

  /** Whether there was a request since the last look. */
  private volatile boolean traffic;

  private volatile boolean asleep;

  /** Whether all readers have requests, so that it looks often. */
  private volatile boolean closely;

  private volatile boolean stopped;

  /** Whether the last look failed; the watch's alone. */
  private boolean hasFailed;

  /** A watch that does not look yet. */
  Watch(String name, Watched watched, long timeoutNanos) {
    this.watched = watched;
    lookNanos = Math.max(1, timeoutNanos / LOOKS_PER_TIMEOUT);
    thread = new Thread(this::run, name + " watch");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** There is a request. Costs next to nothing unless it is the first for a while. */
  void notice() {
    if (!traffic) {
      traffic = true;
      if (asleep) {
        LockSupport.unpark(thread);
      }
    }
  }

  /** The last reader that has waited has a request. */
  void exhausted() {
    if (!closely) {
      closely = true;
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!stopped) {
      if (!traffic && !closely && !watched.hasRequests()) {
        sleep();
      } else {
        boolean looksClosely = closely;
        traffic = false;
        LockSupport.parkNanos(looksClosely ? Math.min(GROW_NANOS, lookNanos) : lookNanos);
        if (looksClosely == closely) { // else a reader was just taken, and may be free again soon
          look();
        }
      }
    }
  }

  private void sleep() {
    asleep = true;
    if (!traffic && !closely && !stopped) {
      LockSupport.park();
    }
    asleep = false;
  }

  private void look() {
    boolean isDone = does(watched::letGo);
    isDone &= does(watched::expire);
    isDone &= does(this::lookClosely);
    hasFailed = !isDone;
  }

  private void lookClosely() {
    if (closely) {
      closely = false;
      if (watched.isExhausted()) {
        closely = true;
        watched.grow();
      }
    }
  }

  /** One duty that cannot be done keeps none of the others from being done. */
  private boolean does(Runnable duty) {
    try {
      duty.run();
      return true;
    } catch (RuntimeException | Error e) {
      // It looks on: those who wait rely on it.
      if (!hasFailed) {
        hasFailed = true;
        LOG.error(
            "no thread for calls could be added, or a call not be answered; both are tried"
                + " again",
            e);
      }
      return false;
    }
  }

  /** Looks no more. */
  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }
}
