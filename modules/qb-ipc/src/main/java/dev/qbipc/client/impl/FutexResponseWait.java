package dev.qbipc.client.impl;

import dev.qbipc.linux.memory.FutexSet;
import io.vertx.core.Future;
import io.vertx.core.internal.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Waits for the responses of all clients of a Vert.x instance with one thread for each 127 of them,
 * in {@code futex_waitv}. There is no thread before a response takes long, and none after the last
 * client has gone.
 */
final class FutexResponseWait implements ResponseWait, Closeable {

  private final String name;
  private final List<ResponseWaiter> waiters = new ArrayList<>();
  private boolean closed;

  /**
   * @param name what the names of the threads begin with
   */
  FutexResponseWait(String name) {
    this.name = name;
  }

  /** Whether this kernel can do it: Linux 5.16 and later. */
  static boolean isAvailable() {
    return FutexSet.isAvailable();
  }

  @Override
  public synchronized void await(Pending pending) {
    for (ResponseWaiter waiter : waiters) {
      if (waiter.add(pending)) {
        return;
      }
    }
    if (!closed) {
      var waiter = new ResponseWaiter(name + "-" + waiters.size());
      waiters.add(waiter);
      waiter.add(pending);
    }
  }

  @Override
  public synchronized void cancel(Pending pending) {
    waiters.forEach(waiter -> waiter.remove(pending));
  }

  @Override
  public synchronized Future<Void> shutdown(Duration timeout) {
    closed = true;
    waiters.forEach(ResponseWaiter::end);
    waiters.clear();
    return Future.succeededFuture();
  }
}
