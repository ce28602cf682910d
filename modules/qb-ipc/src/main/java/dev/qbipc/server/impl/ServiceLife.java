package dev.qbipc.server.impl;

import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * A service's life: what may be asked of it when, and on whose context it answers. What the service
 * consists of is started by the first call that needs it, and is all in {@link RunningService}. Any
 * thread may call it.
 */
final class ServiceLife {

  private final VertxInternal vertx;
  private final QbServerOptions options;

  // What follows is guarded by the monitor.
  private final Owner owner =
      new Owner(completion -> end(QbServer.DEFAULT_SHUTDOWN_TIMEOUT).onComplete(completion));
  private ServiceState state = ServiceState.NEW;
  private Future<Void> started;
  private Future<Void> ended;

  /** Null before the first call that needs it. Written under the monitor. */
  private volatile RunningService running;

  private volatile boolean accepting;

  ServiceLife(VertxInternal vertx, QbServerOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  /** Whether clients can connect. */
  boolean isAccepting() {
    return accepting;
  }

  /** What has been started; nothing before the first call that needs it. It may have ended. */
  Optional<RunningService> running() {
    return Optional.ofNullable(running);
  }

  /**
   * Does something that has to be done before the service listens.
   *
   * @param rule says so
   * @throws IllegalStateException if it is too late
   */
  synchronized void beforeListen(String rule, Runnable action) {
    if (state != ServiceState.NEW) {
      throw new IllegalStateException(rule + "; " + state.of(options.getService()));
    }
    action.run();
  }

  // ---- its beginning -------------------------------------------------------------------------

  /**
   * Lets clients in, once.
   *
   * @param listen called under the monitor
   * @return completes on the caller's context
   */
  Future<Void> listen(Function<RunningService, Future<Void>> listen) {
    ContextInternal caller = vertx.getOrCreateContext();
    Promise<Void> promise = caller.promise();
    Future<Void> listening;
    synchronized (this) {
      if (state != ServiceState.NEW) {
        return refused(caller);
      }
      try {
        run(caller);
        endWith(caller);
      } catch (IllegalStateException e) {
        return failed(caller, e);
      }
      state = ServiceState.LISTENING;
      listening = listen.apply(running);
      started = listening;
    }
    listening.onComplete(
        outcome -> {
          if (outcome.failed()) {
            // What was started is to end, and the caller to learn why it was.
            end(QbServer.DEFAULT_SHUTDOWN_TIMEOUT)
                .onComplete(ended -> promise.fail(outcome.cause()));
          } else if (begin()) {
            promise.complete();
          } else {
            promise.fail(
                new IllegalStateException(
                    "service " + options.getService() + " was closed before it listened"));
          }
        });
    return promise.future();
  }

  /** Whether the server is to accept clients still, now that it can. */
  private synchronized boolean begin() {
    accepting = state == ServiceState.LISTENING;
    return accepting;
  }

  /**
   * Starts what operations need, with the first call that does.
   *
   * @throws IllegalStateException if another server of this Vert.x serves the same name, or the
   *     caller's verticle is undeployed
   */
  private void run(ContextInternal caller) {
    if (running == null) {
      endWith(caller);
      try {
        running = new RunningService(vertx, options);
      } catch (IllegalStateException e) {
        owner.leave();
        throw e;
      }
    }
  }

  private void endWith(ContextInternal caller) {
    if (!owner.become(caller)) {
      throw new IllegalStateException(
          "what service " + options.getService() + " would end with has ended already");
    }
  }

  // ---- its end -------------------------------------------------------------------------------

  /**
   * Ends the service, once.
   *
   * @return completes on the caller's context
   */
  Future<Void> shutdown(Duration timeout) {
    return on(vertx.getOrCreateContext(), end(timeout));
  }

  /** As {@link #shutdown}; not on the caller's context. */
  private synchronized Future<Void> end(Duration timeout) {
    if (ended != null) {
      return ended;
    }
    accepting = false;
    if (running == null) {
      ended = Future.succeededFuture();
      closed();
      return ended;
    }
    state = ServiceState.CLOSING;
    var parts = running;
    // What is just being started is waited for: nothing could end it before it is there.
    Future<Void> before = started == null ? Future.succeededFuture() : started;
    ended = before.transform(begun -> parts.close(timeout)).onComplete(over -> closed());
    return ended;
  }

  private synchronized void closed() {
    state = ServiceState.CLOSED;
    owner.leave();
  }

  // ---- calls ---------------------------------------------------------------------------------

  /**
   * Calls a service that is not closing, and starts what its operations need.
   *
   * @return completes on the caller's context
   */
  <T> Future<T> startAndCall(Function<RunningService, Future<T>> call) {
    ContextInternal caller = vertx.getOrCreateContext();
    synchronized (this) {
      if (state.isOver()) {
        return refused(caller);
      }
      try {
        run(caller);
      } catch (IllegalStateException e) {
        return failed(caller, e);
      }
      return call(call);
    }
  }

  /**
   * Calls a service that runs.
   *
   * @return completes on the caller's context
   */
  <T> Future<T> call(Function<RunningService, Future<T>> call) {
    ContextInternal caller = vertx.getOrCreateContext();
    synchronized (this) {
      if (state.isOver() || running == null) {
        return refused(caller);
      }
      // Under the monitor, so that it comes before the end and is undone by it.
      return on(caller, call.apply(running));
    }
  }

  private <T> Future<T> refused(ContextInternal caller) {
    return failed(caller, new IllegalStateException(state.of(options.getService())));
  }

  private <T> Future<T> failed(ContextInternal caller, IllegalStateException cause) {
    return on(caller, Future.failedFuture(cause));
  }

  /** Makes a future complete on a context, wherever it was completed. */
  private <T> Future<T> on(ContextInternal context, Future<T> future) {
    if (future.isComplete() && vertx.closeFuture().isClosed()) {
      // Perhaps there is no event loop any more that would tell a listener.
      return future.succeeded()
          ? Future.succeededFuture(future.result())
          : Future.failedFuture(future.cause());
    }
    Promise<T> promise = context.promise();
    future.onComplete(promise);
    return promise.future();
  }
}
