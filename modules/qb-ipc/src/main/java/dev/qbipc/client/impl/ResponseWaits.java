package dev.qbipc.client.impl;

import io.vertx.core.Future;
import io.vertx.core.internal.CloseableResource;
import io.vertx.core.internal.VertxInternal;

/**
 * One client's use of what responses are waited for with: shared by all clients of a Vert.x
 * instance, where the kernel can do it.
 */
final class ResponseWaits {

  private static final String NAME = "qb-client-responses";

  private final CloseableResource<FutexResponseWait> shared;
  private final ResponseWait wait;

  private ResponseWaits(CloseableResource<FutexResponseWait> shared, ResponseWait wait) {
    this.shared = shared;
    this.wait = wait;
  }

  /** The way that this kernel can do. */
  static ResponseWaits of(VertxInternal vertx) {
    if (!FutexResponseWait.isAvailable()) {
      return timed(vertx);
    }
    var shared =
        vertx.createSharedResource("dev.qbipc.client", NAME, () -> new FutexResponseWait(NAME));
    return new ResponseWaits(shared, shared.get());
  }

  /** The way that all kernels can do. */
  static ResponseWaits timed(VertxInternal vertx) {
    return new ResponseWaits(null, new TimedResponseWait());
  }

  ResponseWait get() {
    return wait;
  }

  /** Gives it back. */
  Future<Void> close() {
    return shared == null ? Future.succeededFuture() : shared.close();
  }
}
