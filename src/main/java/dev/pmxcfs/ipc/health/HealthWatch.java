package dev.pmxcfs.ipc.health;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a service's health now and then, and logs each failure and each recovery once, whether or
 * not there are requests for the health.
 */
public final class HealthWatch {

  private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);

  private static final long INTERVAL_MILLIS = TimeUnit.SECONDS.toMillis(5);

  private final Vertx vertx;
  private final ServiceHealth health;
  private final Set<String> down = new HashSet<>();
  private long timer;

  public HealthWatch(Vertx vertx, ServiceHealth health) {
    this.vertx = vertx;
    this.health = health;
  }

  /** Begins, with a look after the first interval. */
  public void start() {
    timer = vertx.setPeriodic(INTERVAL_MILLIS, tick -> health.list().onSuccess(this::compare));
  }

  /** Ends it. */
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  private synchronized void compare(List<HealthCheck> checks) {
    for (HealthCheck check : checks) {
      if (check.name().equals(ServiceHealth.WRITABLE)) {
        continue;
      }
      if (check.isUp() && down.remove(check.toString())) {
        LOG.info("{} is healthy again", check);
      } else if (!check.isUp() && down.add(check.toString())) {
        LOG.warn("{}: {}", check, check.fault().orElseThrow());
      }
    }
  }
}
