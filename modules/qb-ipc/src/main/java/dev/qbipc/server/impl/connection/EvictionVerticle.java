package dev.qbipc.server.impl.connection;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Ends connections whose clients have made no request for too long. It looks from time to time, so
 * that the requests themselves cost nothing more.
 */
public final class EvictionVerticle extends VerticleBase {

  private static final int LOOKS_PER_TIMEOUT = 4;

  private final ConnectionRegistry registry;
  private final Duration timeout;
  private Map<ServerConnection, Silence> silences = new HashMap<>();

  public EvictionVerticle(ConnectionRegistry registry) {
    this.registry = registry;
    this.timeout = registry.options().getConnectionLimits().getIdleTimeout();
  }

  @Override
  public Future<?> start() {
    long period = Math.max(1, timeout.toMillis() / LOOKS_PER_TIMEOUT);
    vertx.setPeriodic(period, timer -> look());
    return Future.succeededFuture();
  }

  private void look() {
    // Made anew each time, so that what has ended is forgotten.
    Map<ServerConnection, Silence> kept = new HashMap<>();
    for (var connection : registry.connections()) {
      var silence = silences.computeIfAbsent(connection, added -> new Silence(added.begun()));
      kept.put(connection, silence);
      connection.face().runOnReader(() -> evictIfIdle(connection, silence));
    }
    silences = kept;
  }

  private void evictIfIdle(ServerConnection connection, Silence silence) {
    if (!connection.isClosed() && silence.of(connection) >= timeout.toNanos()) {
      connection.end().evict(timeout.toMillis());
    }
  }

  /** How long a connection has been without a request. Belongs to its reader's thread. */
  private static final class Silence {

    private long requests;
    private long since;

    Silence(long since) {
      this.since = since;
    }

    /** Nanoseconds, as far as looks from time to time can tell. */
    long of(ServerConnection connection) {
      long now = System.nanoTime();
      if (connection.isBusy() || connection.counters().allRequests() != requests) {
        requests = connection.counters().allRequests();
        since = now;
      }
      return now - since;
    }
  }
}
