package dev.qbipc.conformance;

import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.OutputLines;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what is not announced, such as a file that goes away, with a deadline. */
public final class Eventually {

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private Eventually() {}

  /** Waits until a value is as expected; fails with what it is at the deadline. */
  public static <T> void assertBecomes(String what, T expected, Supplier<T> actual) {
    long deadline = System.nanoTime() + OutputLines.PATIENCE.toNanos();
    T seen = actual.get();
    while (!expected.equals(seen) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      seen = actual.get();
    }
    assertEquals(what, expected, seen);
  }
}
