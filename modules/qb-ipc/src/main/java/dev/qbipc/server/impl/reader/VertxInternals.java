package dev.qbipc.server.impl.reader;

import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Future;
import io.vertx.core.internal.CloseableResource;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.WorkerPool;
import io.vertx.core.spi.VertxThreadFactory;
import io.vertx.core.spi.metrics.PoolMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What readers use of Vert.x and Netty that neither promises to keep, as it is in Vert.x 5.1 and
 * 5.2. Whatever the way over the event bus needs beyond this is in the package {@code bus}.
 */
final class VertxInternals {

  /** Under this key Vert.x keeps its named worker pools; a test fails should that change. */
  private static final String WORKER_POOLS = "__vertx.shared.workerPools";

  private VertxInternals() {}

  /** A thread's registration as a named worker pool. */
  interface Registration {

    /** Ends it; the thread goes on. */
    void end();
  }

  /**
   * Makes a thread known to Vert.x as a named worker pool, so that verticles are deployed on it by
   * the ordinary deployment options.
   *
   * @return nothing if there is a pool of that name already
   */
  static Optional<Registration> register(VertxInternal vertx, String name, ExecutorService thread) {
    var pool = new ThreadPool(thread, metrics(vertx, name));
    CloseableResource<WorkerPool> registration =
        vertx.createSharedResource(WORKER_POOLS, name, () -> pool);
    if (registration.get() != pool) {
      registration.shutdown(Duration.ZERO);
      return Optional.empty();
    }
    return Optional.of(() -> registration.shutdown(Duration.ZERO));
  }

  /**
   * The metrics of the pool; deployments are its tasks, requests are not. They are created as
   * Vert.x does it for its own pools, because its way to wrap an executor does not set a name,
   * which Micrometer requires.
   */
  private static PoolMetrics<?, ?> metrics(VertxInternal vertx, String name) {
    var metrics = vertx.metrics();
    return metrics == null ? null : metrics.createPoolMetrics("worker", name, 1);
  }

  /** A pool that ends with its thread, not with the last verticle that was deployed on it. */
  private static final class ThreadPool extends WorkerPool {

    ThreadPool(ExecutorService thread, PoolMetrics<?, ?> metrics) {
      super(thread, metrics);
    }

    /** Leaves the thread as it is: Vert.x calls this when nothing is deployed on it any more. */
    @Override
    public Future<Void> shutdown(Duration timeout) {
      return Future.succeededFuture();
    }
  }

  /** A thread that Vert.x takes for a worker, and that may be busy for as long as it likes. */
  static Thread newThread(String name, Runnable task) {
    return VertxThreadFactory.INSTANCE.newVertxThread(
        task, name, true, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  }

  /** A queue without locks, to which any thread adds, and one at a time takes from. */
  static <T> Queue<T> newMpscQueue() {
    return PlatformDependent.newMpscQueue();
  }
}
