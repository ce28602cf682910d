package dev.qbipc.server.impl.connection;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/**
 * Ends connections whose clients have made no request for too long. It looks from time to time, so
 * that the requests themselves cost nothing more.
 */
public final class EvictionVerticle extends VerticleBase {

  private static final int LOOKS_PER_TIMEOUT = 4;

  private final ServiceContext service;
  private final Duration timeout;

  public EvictionVerticle(ServiceContext service) {
    this.service = service;
    this.timeout = service.options().getIdleTimeout();
  }

  @Override
  public Future<?> start() {
    long period = Math.max(1, timeout.toMillis() / LOOKS_PER_TIMEOUT);
    vertx.setPeriodic(period, timer -> look());
    return Future.succeededFuture();
  }

  private void look() {
    for (var connection : service.connections()) {
      connection.runOnReader(() -> connection.evictIfIdle(timeout));
    }
  }
}
