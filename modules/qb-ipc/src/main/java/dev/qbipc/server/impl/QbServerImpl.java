package dev.qbipc.server.impl;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.file.PrivateDirectory;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.ModuleChange;
import dev.qbipc.server.Operation;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationStats;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.RateLimit;
import dev.qbipc.server.Request;
import dev.qbipc.server.ServiceStats;
import dev.qbipc.server.impl.accept.AcceptorVerticle;
import dev.qbipc.server.impl.accept.ListeningSocket;
import dev.qbipc.server.impl.accept.SetupVerticle;
import dev.qbipc.server.impl.accept.StaleDirectories;
import dev.qbipc.server.impl.accept.TrialRings;
import dev.qbipc.server.impl.connection.EvictionVerticle;
import dev.qbipc.server.impl.connection.ServerConnection;
import dev.qbipc.server.impl.connection.ServiceContext;
import dev.qbipc.server.impl.operation.HandlerOperation;
import dev.qbipc.server.impl.operation.OperationDeployments;
import dev.qbipc.server.impl.operation.RequestDispatcher;
import dev.qbipc.server.impl.reader.ReaderPoll;
import dev.qbipc.server.impl.reader.ReaderPool;
import dev.qbipc.server.impl.reader.RingReader;
import io.vertx.core.Closeable;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A service: starts and ends its parts and passes calls on to them. */
public final class QbServerImpl implements QbServer {

  private final VertxInternal vertx;
  private final QbServerOptions options;
  private final RequestDispatcher dispatcher;
  private final ReaderPool readerPool;
  private final ServiceContext service;
  private final OperationDeployments operations;
  private final Set<String> ownDeployments = ConcurrentHashMap.newKeySet();
  private final Future<Void> unknownOperation;
  private ListeningSocket listening;
  private volatile boolean accepting;
  private final Closeable closeWithVertx = completion -> close().onComplete(completion);
  private Future<Void> closing;

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
    this.vertx = (VertxInternal) vertx;
    this.options = new QbServerOptions(options);
    dispatcher = new RequestDispatcher();
    readerPool = new ReaderPool(this.vertx, this.options);
    service = new ServiceContext(this.vertx, this.options, dispatcher, readerPool.readers());
    operations =
        new OperationDeployments(this.vertx, this.options.getService(), dispatcher, readers());
    unknownOperation = otherwise(request -> request.fail(Errno.ENOSYS));
    this.vertx.addCloseHook(closeWithVertx);
  }

  private List<RingReader> readers() {
    return readerPool.readers();
  }

  @Override
  public QbServer acceptPolicy(AcceptPolicy policy) {
    service.acceptPolicy(Objects.requireNonNull(policy, "policy"));
    return this;
  }

  @Override
  public QbServer connectionHandler(Handler<QbConnection> handler) {
    service.connectionHandler(Objects.requireNonNull(handler, "handler"));
    return this;
  }

  @Override
  public Future<Void> operation(int id, Handler<Request> handler) {
    Objects.requireNonNull(handler, "handler");
    return operation(id, () -> new HandlerOperation(handler), new OperationOptions());
  }

  @Override
  public Future<Void> operation(
      int id, Supplier<? extends OperationVerticle> supplier, OperationOptions options) {
    return operations.add(id, new Operation(supplier, options));
  }

  @Override
  public Future<Void> otherwise(Handler<Request> handler) {
    Objects.requireNonNull(handler, "handler");
    return operations.addOtherwise(new Operation(() -> new HandlerOperation(handler)));
  }

  @Override
  public Future<ModuleChange> deploy(
      String module, String version, Map<Integer, Operation> operations) {
    return this.operations.deploy(module, version, operations);
  }

  @Override
  public Future<ModuleChange> undeploy(String module) {
    return operations.undeploy(module);
  }

  @Override
  public Future<QbServer> listen() {
    return unknownOperation
        .compose(deployed -> vertx.executeBlocking(this::bind))
        .compose(this::startAccepting)
        .recover(cause -> close().transform(closed -> Future.failedFuture(cause)))
        .map(this);
  }

  private Future<?> startEviction() {
    return options.getIdleTimeout().isZero()
        ? Future.succeededFuture()
        : deploy(new EvictionVerticle(service));
  }

  private ListeningSocket bind() {
    var socket = ListeningSocket.bind(options);
    StaleDirectories.sweep(options.getService());
    PrivateDirectory.prepareNames();
    OwnClasses.load();
    return socket;
  }

  private Future<Void> startAccepting(ListeningSocket socket) {
    listening = socket;
    var setups =
        Stream.generate(() -> new SetupVerticle(service)).limit(options.getEventLoops()).toList();
    var deployments = setups.stream().map(setup -> deploy(setup)).toList();
    return Future.all(deployments)
        .compose(deployed -> startEviction())
        .compose(deployed -> deploy(new AcceptorVerticle(service, socket.socket(), setups)))
        .onSuccess(deployed -> accepting = true)
        .mapEmpty();
  }

  private Future<String> deploy(Deployable verticle) {
    return vertx.deployVerticle(verticle, new DeploymentOptions()).onSuccess(ownDeployments::add);
  }

  @Override
  public boolean isListening() {
    return accepting && !service.isClosing();
  }

  @Override
  public Future<Void> tryRings(int maxMessageSize) {
    return vertx.executeBlocking(
        () -> {
          TrialRings.make(service, maxMessageSize);
          return null;
        },
        false);
  }

  @Override
  public Future<List<String>> silentReaders(Duration patience) {
    return new ReaderPoll(vertx.getOrCreateContext(), patience)
        .ask(readers(), reader -> "", RingReader::name)
        .map(names -> names.stream().filter(name -> !name.isEmpty()).toList());
  }

  @Override
  public String service() {
    return options.getService();
  }

  @Override
  public Future<Void> requestRateLimit(RateLimit limit) {
    return forAll(
        connection ->
            connection.onReader(
                () -> {
                  connection.setFlowControl(limit.flowControl());
                  return Future.succeededFuture();
                }));
  }

  private Future<Void> forAll(Function<ServerConnection, Future<Void>> action) {
    return Future.join(service.connections().stream().map(action).toList()).mapEmpty();
  }

  @Override
  public List<QbConnection> connections() {
    return List.copyOf(service.connections());
  }

  @Override
  public ServiceStats stats() {
    return service.stats();
  }

  @Override
  public Future<List<OperationStats>> operationStats() {
    return operations.stats();
  }

  @Override
  public synchronized Future<Void> close() {
    if (closing == null) {
      service.beginToClose();
      // In this order nobody new comes in, and nobody is needed who is gone. What Vert.x has
      // undeployed already, since it is closing itself, does not matter.
      closing =
          undeploy(List.copyOf(ownDeployments))
              .transform(undeployed -> stopListening())
              .transform(stopped -> service.disconnectAll())
              .transform(disconnected -> operations.undeployAll())
              .transform(undeployed -> release());
    }
    return closing;
  }

  /** Operations may take their time to end; who connects meanwhile would wait in vain. */
  private Future<Void> stopListening() {
    if (listening != null) {
      listening.close();
    }
    return Future.succeededFuture();
  }

  private Future<Void> release() {
    service.release();
    vertx.removeCloseHook(closeWithVertx);
    // Waited for, because a reader closes a worker pool at its end, and Vert.x may hang when its
    // own close meets that.
    return readerPool.close();
  }

  private Future<Void> undeploy(List<String> deployments) {
    List<Future<Void>> undeployed = new ArrayList<>();
    deployments.forEach(id -> undeployed.add(vertx.undeploy(id)));
    return Future.join(undeployed).mapEmpty();
  }
}
