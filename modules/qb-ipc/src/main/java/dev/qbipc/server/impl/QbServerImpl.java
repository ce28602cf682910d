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
import dev.qbipc.server.ServiceEvents;
import dev.qbipc.server.ServiceStats;
import dev.qbipc.server.impl.accept.TrialRings;
import dev.qbipc.server.impl.operation.OperationDeployments;
import dev.qbipc.server.impl.reader.ReaderPoll;
import dev.qbipc.server.impl.reader.RingReader;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The public face of a service, whose {@link ServiceLife} says what may be asked of it when, and on
 * whose context it answers.
 */
public final class QbServerImpl implements QbServer {

  private final VertxInternal vertx;
  private final QbServerOptions options;
  private final ServiceLife life;

  // Set before the service listens, under the monitor of its life.
  private AcceptPolicy acceptPolicy = AcceptPolicy.ACCEPT_ALL;
  private Handler<QbConnection> connectionHandler = connection -> {};
  private ServiceEvents events;
  private Duration slow;

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
    this.life = new ServiceLife(this.vertx, this.options);
  }

  @Override
  public QbServer acceptPolicy(AcceptPolicy policy) {
    Objects.requireNonNull(policy, "policy");
    life.beforeListen("an accept policy is set before listen", () -> acceptPolicy = policy);
    return this;
  }

  @Override
  public QbServer connectionHandler(Handler<QbConnection> handler) {
    Objects.requireNonNull(handler, "handler");
    life.beforeListen(
        "a connection handler is set before listen", () -> connectionHandler = handler);
    return this;
  }

  @Override
  public QbServer events(ServiceEvents newEvents, Duration newSlow) {
    Objects.requireNonNull(newEvents, "events");
    if (newSlow.isNegative() || newSlow.isZero()) {
      throw new IllegalArgumentException("slow must be > 0: " + newSlow);
    }
    life.beforeListen(
        "who is told of events is set before listen",
        () -> {
          events = newEvents;
          slow = newSlow;
        });
    return this;
  }

  @Override
  public Future<QbServer> listen() {
    return life.listen(this::listen).map(this);
  }

  private Future<Void> listen(RunningService service) {
    if (events != null) {
      service.events().tell(events, slow.toNanos());
    }
    return service.listen(acceptPolicy, connectionHandler);
  }

  @Override
  public boolean isListening() {
    return life.isAccepting();
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
    return life.shutdown(timeout);
  }

  private <T> Future<T> callOperations(Function<OperationDeployments, Future<T>> call) {
    return life.startAndCall(service -> call.apply(service.operations()));
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
    return life.call(
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
    return life.call(
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
    return life.call(
        service ->
            Future.join(
                    service.connections().connections().stream()
                        .map(connection -> connection.setFlowControl(limit.flowControl()))
                        .toList())
                .mapEmpty());
  }

  @Override
  public List<QbConnection> connections() {
    return life.running().map(service -> service.connections().faces()).orElse(List.of());
  }

  @Override
  public ServiceStats stats(boolean clearAfterRead) {
    return life.running()
        .map(service -> service.connections().stats(clearAfterRead))
        .orElseGet(() -> new ServiceStats(0, 0, ProtectionStats.NONE));
  }

  @Override
  public List<OperationStats> operationStatsNow() {
    return life.running().map(service -> service.operations().statsNow()).orElse(List.of());
  }

  @Override
  public Future<List<OperationStats>> operationStats() {
    return life.call(service -> service.operations().stats());
  }
}
