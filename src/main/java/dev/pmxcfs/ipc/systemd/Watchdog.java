package dev.pmxcfs.ipc.systemd;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that the service lives, as long as all threads do that it needs. If they do not for
 * as long as the watchdog's time, systemd ends the process and starts it again.
 *
 * <p>It asks them three times in that time, so that one question may come late on a machine that is
 * busy with other things.
 */
final class Watchdog {

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  private static final int QUESTIONS = 3;

  private final Vertx vertx;
  private final Duration time;
  private final Function<Duration, Future<List<String>>> silentThreads;
  private final Runnable feed;
  private boolean isAsking;
  private List<String> silent = List.of();
  private long timer;

  /**
   * @param time of systemd's watchdog
   * @param silentThreads as {@link SupervisedService#silentThreads}
   * @param feed tells systemd that the service lives
   */
  Watchdog(
      Vertx vertx,
      Duration time,
      Function<Duration, Future<List<String>>> silentThreads,
      Runnable feed) {
    this.vertx = vertx;
    this.time = time;
    this.silentThreads = silentThreads;
    this.feed = feed;
  }

  /** Begins, with the first question now. */
  void start() {
    timer = vertx.setPeriodic(0, between().toMillis(), tick -> ask());
  }

  /** Ends it; what is being found out may still be told. */
  void stop() {
    vertx.cancelTimer(timer);
  }

  private Duration between() {
    return time.dividedBy(QUESTIONS);
  }

  private synchronized void ask() {
    if (isAsking) {
      return;
    }
    isAsking = true;
    silentThreads
        .apply(between())
        .otherwise(cause -> List.of(cause.getMessage()))
        .onSuccess(this::tell);
  }

  private synchronized void tell(List<String> found) {
    isAsking = false;
    if (found.isEmpty()) {
      feed.run();
    }
    if (!found.isEmpty() && silent.isEmpty()) {
      LOG.error(
          "no sign of life from {}; unless there is one, systemd ends the service after {} s,"
              + " and starts it again",
          String.join(", ", found),
          time.toSeconds());
    } else if (found.isEmpty() && !silent.isEmpty()) {
      LOG.info("there is a sign of life again from {}", String.join(", ", silent));
    }
    LOG.debug("systemd's watchdog is {}", found.isEmpty() ? "fed" : "not fed");
    silent = found;
  }
}
