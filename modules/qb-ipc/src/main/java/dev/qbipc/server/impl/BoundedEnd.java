package dev.qbipc.server.impl;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An end whose steps are waited for within limits: the application's part until its time is up, the
 * server's own for a while longer. It goes on where a step takes too long, and tells in the end
 * what was left. On its context throughout.
 */
final class BoundedEnd {

  /** What the server's own part of its end may take where the application has used up the time. */
  private static final Duration OWN_TIME = Duration.ofSeconds(5);

  private final ContextInternal context;
  private final long end;
  private final long ownEnd;
  private final List<String> left = new ArrayList<>();

  /**
   * @param patience how long the application may take
   */
  BoundedEnd(ContextInternal context, Duration patience) {
    this.context = context;
    this.end = System.nanoTime() + patience.toNanos();
    this.ownEnd = end + OWN_TIME.toNanos();
  }

  /** Whether a step of the application completes in time, in whatever way. */
  Future<Boolean> ofApplication(Future<?> step) {
    return within(end, step);
  }

  /**
   * Waits for a step that ends something of the server's own.
   *
   * @param otherwise what is left if it does not complete in time
   * @return completes when it has, in whatever way, or when its time is up
   */
  Future<Void> ofOwn(Future<?> step, String otherwise) {
    return within(ownEnd, step)
        .onSuccess(
            inTime -> {
              if (!inTime) {
                left.add(otherwise);
              }
            })
        .mapEmpty();
  }

  private Future<Boolean> within(long limit, Future<?> step) {
    Promise<Boolean> inTime = context.promise();
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(limit - System.nanoTime()));
    long timer = context.setTimer(millis, late -> inTime.tryComplete(false));
    step.onComplete(
        completed -> {
          context.owner().cancelTimer(timer);
          inTime.tryComplete(true);
        });
    return inTime.future();
  }

  /**
   * How it went.
   *
   * @return fails with a {@link TimeoutException} that names what is left
   */
  Future<Void> outcome(String service) {
    return left.isEmpty()
        ? context.succeededFuture()
        : context.failedFuture(
            new TimeoutException(
                "service "
                    + service
                    + " has ended, but not all of it in time: "
                    + String.join(", ", left)));
  }
}
