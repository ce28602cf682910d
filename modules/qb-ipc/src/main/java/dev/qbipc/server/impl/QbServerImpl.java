package dev.qbipc.server.impl;

import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.ModuleChange;
import dev.qbipc.server.Operation;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationStats;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.ProtectionStats;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.RateLimit;
import dev.qbipc.server.Request;
import dev.qbipc.server.ServiceStats;
import dev.qbipc.server.impl.accept.TrialRings;
import dev.qbipc.server.impl.operation.OperationDeployments;
import dev.qbipc.server.impl.reader.ReaderPoll;
import dev.qbipc.server.impl.reader.RingReader;
import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A service's life: what may be asked of it when, and on whose context it answers. What the service
 * consists of is started by the first call that needs it, and is all in {@link RunningService}.
 */
public final class QbServerImpl implements QbServer {

  private enum State {
    /** Operations may be put in service; no client can connect. */
    NEW("has not begun to listen"),
    /** From the call of listen on, also before it completes. */
    LISTENING("listens already"),
    CLOSING("is closing"),
    CLOSED("is closed");

    private final String words;

    State(String words) {
      this.words = words;
    }
  }

  private final VertxInternal vertx;
  private final QbServerOptions options;
  private final Closeable closeHook =
      completion -> end(DEFAULT_SHUTDOWN_TIMEOUT).onComplete(completion);

  // What follows is guarded by the monitor.
  private State state = State.NEW;
  private AcceptPolicy acceptPolicy = AcceptPolicy.ACCEPT_ALL;
  private Handler<QbConnection> connectionHandler = connection -> {};
  private CloseFuture owner;
  private Future<Void> started;
  private Future<Void> ended;

  /** Null before the first call that needs it. Written under the monitor. */
  private volatile RunningService running;

  private volatile boolean accepting;

  /**
   * @throws IllegalStateException if Vert.x does not use epoll, or is clustered
   * @throws IllegalArgumentException if the options have no service name, or contradict each other
   */
  public QbServerImpl(Vertx vertx, QbServerOptions options) {
    if (!vertx.isNativeTransportEnabled()) {
      throw new IllegalStateException(
          "libqb IPC needs Vert.x with its native transport, epoll"
              + " (VertxOptions.setPreferNativeTransport)",
          vertx.unavailableNativeTransportCause());
    }
    if (vertx.isClustered()) {
      throw new IllegalStateException(
          "libqb IPC needs a Vert.x of its own, beside the clustered one, whose event bus takes"
              + " only messages that can leave the process");
    }
    if (options.getService() == null) {
      throw new IllegalArgumentException("the service has no name");
    }
    if (options.getMinMessageSize() > options.getMaxMessageSize()) {
      throw new IllegalArgumentException(
          "minMessageSize is greater than maxMessageSize: "
              + options.getMinMessageSize()
              + " > "
              + options.getMaxMessageSize());
    }
    this.vertx = (VertxInternal) vertx;
    this.options = new QbServerOptions(options);
  }

  @Override
  public synchronized QbServer acceptPolicy(AcceptPolicy policy) {
    Objects.requireNonNull(policy, "policy");
    requireNew("an accept policy is set before listen");
    acceptPolicy = policy;
    return this;
  }

  @Override
  public synchronized QbServer connectionHandler(Handler<QbConnection> handler) {
    Objects.requireNonNull(handler, "handler");
    requireNew("a connection handler is set before listen");
    connectionHandler = handler;
    return this;
  }

  private void requireNew(String rule) {
    if (state != State.NEW) {
      throw new IllegalStateException(rule + "; " + serviceIs(state));
    }
  }

  private String serviceIs(State state) {
    return "service " + options.getService() + " " + state.words;
  }

  /** Whether Vert.x is closed, or closing. */
  private boolean hasVertxEnded() {
    return vertx.closeFuture().isClosed();
  }

  private <T> Future<T> refused(ContextInternal caller) {
    return failed(caller, new IllegalStateException(serviceIs(state)));
  }

  private <T> Future<T> failed(ContextInternal caller, IllegalStateException cause) {
    return on(caller, Future.failedFuture(cause));
  }

  // ---- the life ------------------------------------------------------------------------------

  @Override
  public Future<QbServer> listen() {
    ContextInternal caller = vertx.getOrCreateContext();
    Promise<QbServer> promise = caller.promise();
    Future<Void> listening;
    synchronized (this) {
      if (state != State.NEW) {
        return refused(caller);
      }
      try {
        run(caller);
        endWith(caller);
      } catch (IllegalStateException e) {
        return failed(caller, e);
      }
      state = State.LISTENING;
      listening = running.listen(acceptPolicy, connectionHandler);
      started = listening;
    }
    listening.onComplete(
        outcome -> {
          if (outcome.failed()) {
            // What was started is to end, and the caller to learn why it was.
            end(DEFAULT_SHUTDOWN_TIMEOUT).onComplete(ended -> promise.fail(outcome.cause()));
          } else if (begin()) {
            promise.complete(this);
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
    accepting = state == State.LISTENING;
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
        leaveOwner();
        throw e;
      }
    }
  }

  /** Makes the server end with the verticle of a context, or with Vert.x. */
  private void endWith(ContextInternal context) {
    CloseFuture next = context.closeFuture();
    if (next != owner) {
      if (!next.add(closeHook)) {
        throw new IllegalStateException(
            "what service " + options.getService() + " would end with has ended already");
      }
      leaveOwner();
      owner = next;
    }
  }

  private void leaveOwner() {
    if (owner != null) {
      owner.remove(closeHook);
      owner = null;
    }
  }

  @Override
  public boolean isListening() {
    return accepting;
  }

  @Override
  public Future<Void> close() {
    return shutdown(DEFAULT_SHUTDOWN_TIMEOUT);
  }

  @Override
  public Future<Void> shutdown(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout");
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative: " + timeout);
    }
    return on(vertx.getOrCreateContext(), end(timeout));
  }

  /** Ends the service once; not on the caller's context. */
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
    state = State.CLOSING;
    var parts = running;
    // What is just being started is waited for: nothing could end it before it is there.
    Future<Void> before = started == null ? Future.succeededFuture() : started;
    ended = before.transform(begun -> parts.close(timeout)).onComplete(over -> closed());
    return ended;
  }

  private synchronized void closed() {
    state = State.CLOSED;
    leaveOwner();
  }

  // ---- calls ---------------------------------------------------------------------------------

  /** Calls the operations of a service that is not closing, and starts what they need. */
  private <T> Future<T> callOperations(Function<OperationDeployments, Future<T>> call) {
    ContextInternal caller = vertx.getOrCreateContext();
    synchronized (this) {
      if (isOver()) {
        return refused(caller);
      }
      try {
        run(caller);
      } catch (IllegalStateException e) {
        return failed(caller, e);
      }
      return call(service -> call.apply(service.operations()));
    }
  }

  private boolean isOver() {
    return state == State.CLOSING || state == State.CLOSED;
  }

  /** Calls a service that runs. */
  private <T> Future<T> call(Function<RunningService, Future<T>> call) {
    ContextInternal caller = vertx.getOrCreateContext();
    synchronized (this) {
      if (isOver() || running == null) {
        return refused(caller);
      }
      // Under the monitor, so that it comes before the end and is undone by it.
      return on(caller, call.apply(running));
    }
  }

  /** Makes a future complete on a context, wherever it was completed. */
  private <T> Future<T> on(ContextInternal context, Future<T> future) {
    if (future.isComplete() && hasVertxEnded()) {
      // Perhaps there is no event loop any more that would tell a listener.
      return future.succeeded()
          ? Future.succeededFuture(future.result())
          : Future.failedFuture(future.cause());
    }
    Promise<T> promise = context.promise();
    future.onComplete(promise);
    return promise.future();
  }

  @Override
  public Future<Void> operation(int id, Handler<Request> handler) {
    var operation = Operation.of(handler);
    return callOperations(services -> services.add(id, operation));
  }

  @Override
  public Future<Void> operation(
      int id, Supplier<? extends OperationVerticle> supplier, OperationOptions options) {
    var operation = new Operation(supplier, options);
    return callOperations(services -> services.add(id, operation));
  }

  @Override
  public Future<Void> fallback(Handler<Request> handler) {
    var operation = Operation.of(handler);
    return callOperations(services -> services.addFallback(operation));
  }

  @Override
  public Future<ModuleChange> deploy(
      String module, String version, Map<Integer, Operation> operations) {
    Objects.requireNonNull(module, "module");
    Objects.requireNonNull(version, "version");
    var copy = Map.copyOf(operations);
    return callOperations(services -> services.deploy(module, version, copy));
  }

  @Override
  public Future<ModuleChange> undeploy(String module) {
    Objects.requireNonNull(module, "module");
    return callOperations(services -> services.undeploy(module));
  }

  @Override
  public Future<Void> tryRings(int maxMessageSize) {
    return call(
        service ->
            vertx.executeBlocking(
                () -> {
                  TrialRings.make(service.acceptContext(), maxMessageSize);
                  return null;
                },
                false));
  }

  @Override
  public Future<List<String>> silentReaders(Duration patience) {
    return call(
        service ->
            new ReaderPoll(vertx.getOrCreateContext(), patience)
                .ask(service.readers(), reader -> "", RingReader::name)
                .map(names -> names.stream().filter(name -> !name.isEmpty()).toList()));
  }

  @Override
  public String service() {
    return options.getService();
  }

  @Override
  public Future<Void> requestRateLimit(RateLimit limit) {
    Objects.requireNonNull(limit, "limit");
    return call(
        service ->
            Future.join(
                    service.connections().connections().stream()
                        .map(connection -> connection.setFlowControl(limit.flowControl()))
                        .toList())
                .mapEmpty());
  }

  @Override
  public List<QbConnection> connections() {
    var parts = running;
    return parts == null ? List.of() : parts.connections().faces();
  }

  @Override
  public ServiceStats stats(boolean clearAfterRead) {
    var parts = running;
    return parts == null
        ? new ServiceStats(0, 0, ProtectionStats.NONE)
        : parts.connections().stats(clearAfterRead);
  }

  @Override
  public List<OperationStats> operationStatsNow() {
    var parts = running;
    return parts == null ? List.of() : parts.operations().statsNow();
  }

  @Override
  public Future<List<OperationStats>> operationStats() {
    return call(service -> service.operations().stats());
  }
}
