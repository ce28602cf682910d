package dev.qbipc.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits on the thread of a test for what is not announced: minutes, if the test fails. */
public final class Polling {

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private Polling() {}

  /** Returns when a condition holds. */
  public static void until(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(what + ": not in " + Patience.LIMIT);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }
}
