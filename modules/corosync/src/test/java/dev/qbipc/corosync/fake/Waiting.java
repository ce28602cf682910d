package dev.qbipc.corosync.fake;

import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import io.vertx.core.Future;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits on the thread of a test, for minutes if need be: only tests that fail take so long. */
public final class Waiting {

  private Waiting() {}

  /** The next element. */
  public static <T> T take(BlockingQueue<T> queue, String what) {
    try {
      T element = queue.poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (element == null) {
        throw new AssertionError(what + " did not come in " + Patience.LIMIT);
      }
      return element;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + what, e);
    }
  }

  /** What a future completes with; throws what it fails with. */
  public static <T> T value(Future<T> future) {
    try {
      return future.await(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came of it in " + Patience.LIMIT, e);
    }
  }

  /** Returns when a condition holds. */
  public static void until(BooleanSupplier condition, String what) {
    Polling.until(condition, what);
  }
}
