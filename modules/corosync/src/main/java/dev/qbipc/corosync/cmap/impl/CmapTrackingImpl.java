package dev.qbipc.corosync.cmap.impl;

import dev.qbipc.corosync.cmap.CmapTracking;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A tracking that corosync knows. */
final class CmapTrackingImpl implements CmapTracking {

  private final VertxInternal vertx;
  private final String key;
  private final Supplier<Future<Void>> end;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Promise<Void> closed = Promise.promise();

  /**
   * @param end ends it, called once
   */
  CmapTrackingImpl(VertxInternal vertx, String key, Supplier<Future<Void>> end) {
    this.vertx = vertx;
    this.key = key;
    this.end = end;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public Future<Void> close() {
    Promise<Void> promise = vertx.getOrCreateContext().promise();
    closed.future().onComplete(promise);
    if (closing.compareAndSet(false, true)) {
      end.get().onComplete(closed);
    }
    return promise.future();
  }
}
