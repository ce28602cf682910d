package dev.qbipc.corosync.impl.transport;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.linux.Errno;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Timer;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Those who ask for a state that comes as an event. Corosync sends it before the response of the
 * request, but which of them is read first is open (corosync, section 1.1). Belongs to the
 * connection's context, on which it is made.
 *
 * @param <T> the state
 */
public final class CurrentState<T> {

  private final LocalCorosync corosync;
  private final Context context;
  private final ServiceConnection connection;
  private final String what;

  /** Each request has an event, in order. */
  private final Deque<Promise<T>> waiting = new ArrayDeque<>();

  /**
   * @param what is asked for, for messages of failures
   */
  public CurrentState(LocalCorosync corosync, ServiceConnection connection, String what) {
    this.corosync = corosync;
    this.context = corosync.vertx().getOrCreateContext();
    this.connection = connection;
    this.what = what;
    closeHandler(null);
  }

  /**
   * Asks for the state. Any thread may call it. Corosync that takes the request and does not send
   * the state in time ends the connection, as one does that does not answer.
   *
   * @param request that is a TRACKSTART of {@link Tracking#CURRENT}
   * @return completes on the caller's context
   */
  public Future<T> ask(Outgoing request) {
    Promise<T> asker = ((VertxInternal) corosync.vertx()).getOrCreateContext().promise();
    context.runOnContext(now -> ask(request, asker));
    return asker.future();
  }

  private void ask(Outgoing request, Promise<T> asker) {
    waiting.add(asker);
    connection
        .request(request, what, answer -> null)
        .onComplete(
            (taken, failure) -> {
              if (failure == null || isTracking(failure)) {
                limit(asker);
              } else if (waiting.remove(asker)) {
                asker.fail(failure);
              }
            });
  }

  /** A connection that is tracking is sent the state too. */
  private static boolean isTracking(Throwable failure) {
    return failure instanceof CorosyncException refusal && refusal.error() == CorosyncError.EXIST;
  }

  private void limit(Promise<T> asker) {
    if (!waiting.contains(asker)) {
      return;
    }
    long limit = corosync.options().getRequestTimeout().toMillis();
    Timer timer = corosync.vertx().timer(limit, TimeUnit.MILLISECONDS);
    asker.future().onComplete(told -> timer.cancel());
    timer.onSuccess(
        over -> {
          if (waiting.contains(asker)) {
            connection.close(
                new CorosyncException(CorosyncError.TIMEOUT, Errno.ETIMEDOUT, what, null));
          }
        });
  }

  /** A state has come. */
  public void told(T state) {
    Promise<T> asker = waiting.poll();
    if (asker != null) {
      asker.complete(state);
    }
  }

  /**
   * Sets the connection's close handler, or null for none; those who wait hear of the end first.
   */
  public void closeHandler(Handler<CorosyncException> handler) {
    connection.closeHandler(
        reason -> {
          ended(reason);
          if (handler != null) {
            handler.handle(reason);
          }
        });
  }

  private void ended(CorosyncException reason) {
    while (!waiting.isEmpty()) {
      waiting.remove().fail(reason);
    }
  }
}
