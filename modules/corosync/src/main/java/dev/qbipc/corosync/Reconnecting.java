package dev.qbipc.corosync;

import dev.qbipc.linux.Errno;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Keeps a connection to corosync: makes it, and makes it anew whenever it is lost, with pauses that
 * grow, until it is closed. Nothing survives the loss, so that each new connection is a beginning:
 * {@linkplain #handler its handler} tracks, asks and compares as if for the first time, and a group
 * has been joined again.
 *
 * <pre>{@code
 * CpgGroup group = corosync.group("counter").handler(...);
 * var kept = Reconnecting.keep(vertx, group::join)
 *     .handler(joined -> ...)
 *     .lostHandler(reason -> ...);
 * kept.start();
 * }</pre>
 *
 * <p>It takes the close handler of its connections for itself. It belongs to the context that made
 * it: handlers run there. Any thread may call its methods.
 *
 * @param <T> the kind of connection
 */
public final class Reconnecting<T extends CorosyncConnection> {

  private static final long NONE = -1;

  private final Vertx vertx;
  private final ReconnectOptions options;
  private final Supplier<Future<T>> connect;
  private final Context context;

  private volatile Handler<T> handler = connected -> {};
  private volatile Handler<CorosyncException> lostHandler = reason -> {};

  // All else belongs to the context.
  private boolean started;
  private boolean closed;
  private boolean lost;
  private long pause;
  private long timer = NONE;
  private T connection;

  private Reconnecting(Vertx vertx, ReconnectOptions options, Supplier<Future<T>> connect) {
    this.vertx = vertx;
    this.options = options;
    this.connect = connect;
    this.context = vertx.getOrCreateContext();
  }

  /**
   * As {@link #keep(Vertx, ReconnectOptions, Supplier)}, with the default options.
   *
   * @param <T> the kind of connection
   * @param vertx whose contexts and timers are used
   * @param connect as there
   * @return as there
   */
  public static <T extends CorosyncConnection> Reconnecting<T> keep(
      Vertx vertx, Supplier<Future<T>> connect) {
    return keep(vertx, new ReconnectOptions(), connect);
  }

  /**
   * Keeps a connection, from {@link #start()} on.
   *
   * @param <T> the kind of connection
   * @param vertx whose contexts and timers are used
   * @param options copied: how long to pause
   * @param connect makes a connection; called again after each failure, whatever it was
   * @return what keeps it
   */
  public static <T extends CorosyncConnection> Reconnecting<T> keep(
      Vertx vertx, ReconnectOptions options, Supplier<Future<T>> connect) {
    return new Reconnecting<>(vertx, new ReconnectOptions(options), connect);
  }

  /**
   * Sets what is called with each new connection.
   *
   * @param handler called on the context that made this, or null
   * @return this
   */
  public Reconnecting<T> handler(Handler<T> handler) {
    this.handler = handler == null ? connected -> {} : handler;
    return this;
  }

  /**
   * Sets what is called when the connection was lost, or could not be made: once, until there is
   * one again.
   *
   * @param handler called on the context that made this, or null
   * @return this
   */
  public Reconnecting<T> lostHandler(Handler<CorosyncException> handler) {
    lostHandler = handler == null ? reason -> {} : handler;
    return this;
  }

  /**
   * Begins to connect. A second call does nothing.
   *
   * @return this
   */
  public Reconnecting<T> start() {
    context.runOnContext(
        now -> {
          if (!started && !closed) {
            started = true;
            attempt();
          }
        });
    return this;
  }

  /**
   * Closes the connection, if there is one, and makes no other. An attempt that is under way is not
   * waited for, since corosync may let it wait: what comes of it is closed then.
   *
   * @return completes when the connection is closed
   */
  public Future<Void> close() {
    Promise<Void> promise = ((VertxInternal) vertx).getOrCreateContext().promise();
    context.runOnContext(
        now -> {
          closed = true;
          if (timer != NONE) {
            vertx.cancelTimer(timer);
          }
          Future<Void> ended =
              connection == null ? Future.succeededFuture() : connection.close().mapEmpty();
          ended.onComplete(promise);
        });
    return promise.future();
  }

  private void attempt() {
    timer = NONE;
    connection()
        .onComplete(
            (made, failure) ->
                context.runOnContext(
                    now -> {
                      if (failure == null) {
                        connected(made);
                      } else {
                        failed(failure);
                      }
                    }));
  }

  private Future<T> connection() {
    try {
      return Objects.requireNonNull(connect.get(), "what connects gives no future");
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private void connected(T made) {
    if (closed) {
      made.close();
      return;
    }
    connection = made;
    made.closeHandler(reason -> context.runOnContext(now -> ended(made, reason)));
    if (!made.isOpen()) {
      // A group that has ended by now does not tell who comes so late.
      ended(made, endedEarly());
      return;
    }
    lost = false;
    pause = 0;
    handler.handle(made);
  }

  private static CorosyncException endedEarly() {
    return new CorosyncException(
        CorosyncError.LIBRARY,
        Errno.ENOTCONN,
        "connection to corosync, which ended as soon as it was made",
        null);
  }

  private void ended(T ended, CorosyncException reason) {
    if (connection == ended) {
      connection = null;
      failed(reason);
    }
  }

  /** What ends with its verticle, or with Vert.x, is not made anew. */
  private boolean hasOwnerEnded() {
    return ((ContextInternal) context).closeFuture().isClosed();
  }

  private void failed(Throwable failure) {
    if (closed || hasOwnerEnded()) {
      return;
    }
    long longest = options.getLongestPause().toMillis();
    pause = Math.min(longest, pause == 0 ? options.getFirstPause().toMillis() : 2 * pause);
    timer = vertx.setTimer(pause, over -> attempt());
    if (!lost) {
      lost = true;
      lostHandler.handle(asCorosyncs(failure));
    }
  }

  private static CorosyncException asCorosyncs(Throwable failure) {
    if (failure instanceof CorosyncException corosyncs) {
      return corosyncs;
    }
    var wrapped = new CorosyncException(CorosyncError.LIBRARY, "connecting to corosync");
    wrapped.initCause(failure);
    return wrapped;
  }
}
