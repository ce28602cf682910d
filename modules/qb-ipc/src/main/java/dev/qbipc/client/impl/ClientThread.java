package dev.qbipc.client.impl;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseableResource;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.WorkerPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The one thread that a client's calls are carried out on, in order: a Vert.x worker pool of its
 * own.
 *
 * <p>Not a WorkerExecutor, since Vert.x closes that at once when the verticle goes that made it,
 * and the connection's mappings have to be removed on this thread first.
 */
final class ClientThread {

  private static final AtomicLong COUNT = new AtomicLong();

  private final VertxInternal vertx;
  private final CloseableResource<WorkerPool> pool;

  /**
   * @param service whom the thread is named after
   */
  ClientThread(Vertx vertx, String service) {
    this.vertx = (VertxInternal) vertx;
    // The number keeps clients of one service apart: pools of one name are one pool.
    String name = "qb-client-" + service + "-" + COUNT.incrementAndGet();
    // Waiting is this thread's work, so no time is too long.
    pool = this.vertx.createSharedWorkerPool(name, 1, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  }

  /**
   * Carries out a call after all earlier ones.
   *
   * @return completes on the caller's context
   */
  <T> Future<T> run(Supplier<T> call) {
    var promise = vertx.getOrCreateContext().<T>promise();
    pool.get()
        .executor()
        .execute(
            () -> {
              try {
                promise.tryComplete(call.get());
              } catch (Throwable t) {
                // Whatever it is, the caller is the one to know.
                promise.tryFail(t);
              }
            });
    return promise.future();
  }

  /** Ends the thread; calls that did not begin are dropped. */
  void close() {
    pool.close();
  }
}
