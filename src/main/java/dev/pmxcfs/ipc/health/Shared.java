package dev.pmxcfs.ipc.health;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Something that takes a while to find out, which is found out once for all who ask at about the
 * same time. Any thread may call the methods.
 */
public final class Shared<T> {

  private final Supplier<Future<T>> make;
  private Future<T> latest;
  private long begun;

  /**
   * The one after the latest, for those who have asked since the latest began; null if there are
   * none.
   */
  private Future<T> next;

  /**
   * @param make begins to find it out; never called again before it is found out, or that failed
   */
  public Shared(Supplier<Future<T>> make) {
    this.make = make;
  }

  /** As it is from now on: what is being found out already is waited for, and then done again. */
  public Future<T> fresh() {
    Future<T> underWay;
    Promise<T> waiting = Promise.promise();
    synchronized (this) {
      if (next != null) {
        return next;
      }
      if (latest == null || latest.isComplete()) {
        return begin();
      }
      next = waiting.future();
      underWay = latest;
    }
    underWay.onComplete(done -> beginNext().onComplete(waiting));
    return waiting.future();
  }

  /**
   * As it is being found out, or was found out from a moment on that is not longer ago than that.
   */
  public synchronized Future<T> recent(Duration age) {
    boolean tooOld =
        latest == null || latest.isComplete() && System.nanoTime() - begun > age.toNanos();
    if (!tooOld) {
      return latest;
    }
    return next != null ? next : begin();
  }

  private synchronized Future<T> beginNext() {
    next = null;
    return begin();
  }

  private Future<T> begin() {
    begun = System.nanoTime();
    latest = make.get();
    return latest;
  }
}
