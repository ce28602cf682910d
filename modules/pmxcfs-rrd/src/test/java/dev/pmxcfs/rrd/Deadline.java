package dev.pmxcfs.rrd;

import dev.qbipc.testing.Patience;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for something that comes about elsewhere. */
final class Deadline {

  static final long SECONDS = Patience.LIMIT.toSeconds();

  private static final long LOOK_AGAIN_MILLIS = 20;

  private Deadline() {}

  /** Looks again and again until it has come about, and fails if it never does. */
  static void await(String what, Callable<Boolean> hasComeAbout) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!hasComeAbout.call()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + SECONDS + " s: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS));
    }
  }
}
