package dev.qbipc.corosync.impl.transport;

import dev.qbipc.QbException;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.linux.Errno;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A connection on its way. Corosync that is not there yet, or not ready to serve, is tried again
 * until the time is over (corosync, section 1); any other failure is final. Belongs to the context
 * that the connection will belong to.
 */
final class Connecting {

  private static final int FIRST_PAUSE_MILLIS = 5;
  private static final int LONGEST_PAUSE_MILLIS = 250;

  private final Vertx vertx;
  private final QbClientOptions options;
  private final boolean startAwaited;
  private final BooleanSupplier isOver;
  private final long deadline;
  private int pause = FIRST_PAUSE_MILLIS;

  /**
   * @param options the time in them is for all attempts together
   * @param startAwaited whether a corosync that does not run is tried again
   * @param isOver whether nobody wants the connection any more, so that nothing is tried again
   */
  Connecting(Vertx vertx, QbClientOptions options, boolean startAwaited, BooleanSupplier isOver) {
    this.vertx = vertx;
    this.options = options;
    this.startAwaited = startAwaited;
    this.isOver = isOver;
    this.deadline = System.nanoTime() + options.getConnectTimeout().toNanos();
  }

  /** Connects. */
  Future<QbClient> connect() {
    Promise<QbClient> promise = Promise.promise();
    attempt(promise);
    return promise.future();
  }

  private void attempt(Promise<QbClient> promise) {
    QbClient.connect(vertx, options)
        .onSuccess(promise::complete)
        .onFailure(failure -> again(failure, promise));
  }

  private void again(Throwable failure, Promise<QbClient> promise) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (!isPassing(failure) || left <= pause || isOver.getAsBoolean()) {
      explained(failure).onComplete(promise);
      return;
    }
    options.setConnectTimeout(Duration.ofMillis(left - pause));
    vertx.timer(pause, TimeUnit.MILLISECONDS).onComplete(passed -> attempt(promise));
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
  }

  private boolean isPassing(Throwable failure) {
    return failure instanceof QbException qb
        && switch (qb.errno()) {
          // Not started.
          case Errno.ECONNREFUSED, Errno.ENOENT -> startAwaited;
          // Started and not serving yet, or about to end; ended meanwhile.
          case Errno.EAGAIN, Errno.ENOTCONN -> true;
          default -> false;
        };
  }

  private Future<QbClient> explained(Throwable failure) {
    if (!(failure instanceof QbException qb)) {
      return Future.failedFuture(failure);
    }
    String what = "corosync's service " + options.getService();
    return switch (qb.errno()) {
      case Errno.ECONNREFUSED, Errno.ENOENT ->
          Future.failedFuture(
              new CorosyncException(
                  CorosyncError.LIBRARY,
                  qb.errno(),
                  what + ": corosync does not run here, or this service of it",
                  qb));
      case Errno.EACCES ->
          vertx.executeBlocking(OwnIds::text).compose(ids -> refused(what, ids, qb));
      default -> Future.failedFuture(Failures.ofTransport(qb, what));
    };
  }

  private static Future<QbClient> refused(String what, String ids, QbException cause) {
    return Future.failedFuture(
        new CorosyncException(
            CorosyncError.ACCESS,
            cause.errno(),
            what
                + ": corosync refuses this process ("
                + ids
                + "); it admits user and group root, and those that corosync.conf names as"
                + " uidgid { uid: ... } or uidgid { gid: ... }",
            cause));
  }
}
