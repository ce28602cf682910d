package dev.qbipc.server.impl.reader;

import io.vertx.core.Future;
import io.vertx.core.internal.WorkerPool;
import io.vertx.core.spi.metrics.PoolMetrics;
import java.time.Duration;

/**
 * A reader as the worker pool that Vert.x shares under the reader's name. It ends with the reader,
 * not with the last verticle that was deployed on it.
 */
public final class ReaderWorkerPool extends WorkerPool {

  ReaderWorkerPool(ReaderThread thread, PoolMetrics<?, ?> metrics) {
    super(thread, metrics);
  }

  /** Leaves the reader as it is: Vert.x calls this when nothing is deployed on it any more. */
  @Override
  public Future<Void> shutdown(Duration timeout) {
    return Future.succeededFuture();
  }
}
