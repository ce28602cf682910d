package dev.qbipc.server.impl;

import dev.qbipc.linux.Errno;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.Operation;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.impl.accept.AcceptContext;
import dev.qbipc.server.impl.accept.AcceptorVerticle;
import dev.qbipc.server.impl.accept.ListeningSocket;
import dev.qbipc.server.impl.accept.SetupVerticle;
import dev.qbipc.server.impl.accept.StaleDirectories;
import dev.qbipc.server.impl.connection.ConnectionRegistry;
import dev.qbipc.server.impl.connection.EvictionVerticle;
import dev.qbipc.server.impl.limits.EventHook;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import dev.qbipc.server.impl.operation.OperationDeployments;
import dev.qbipc.server.impl.operation.RequestDispatcher;
import dev.qbipc.server.impl.reader.ReaderPool;
import dev.qbipc.server.impl.reader.RingReader;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The parts of a running service: starts them, and ends them in order.
 *
 * <p>All of it runs on a separate context. On its caller's, Vert.x would undeploy the acceptor, the
 * setup verticles and the operations together with the caller's verticle, in an order that leaves
 * clients without an answer.
 */
final class RunningService {

  private final VertxInternal vertx;
  private final QbServerOptions options;
  private final ContextInternal context;
  private final ReaderPool readerPool;
  private final ProtectionCounters protection;
  private final ConnectionRegistry registry;
  private final AcceptContext acceptContext;
  private final OperationDeployments operations;
  private final Future<Void> unknownOperation;
  private final Set<String> deployments = ConcurrentHashMap.newKeySet();
  private ListeningSocket listening;

  /**
   * Starts the readers, which operations need.
   *
   * @throws IllegalStateException if this Vert.x has a server of this service already
   */
  RunningService(VertxInternal vertx, QbServerOptions options) {
    this.vertx = vertx;
    this.options = options;
    context = vertx.createEventLoopContext();
    var dispatcher = new RequestDispatcher();
    protection = new ProtectionCounters(vertx);
    readerPool = new ReaderPool(vertx, options, protection);
    registry = new ConnectionRegistry(vertx, options, dispatcher, readers(), protection);
    acceptContext = new AcceptContext(options, registry, readers(), protection);
    operations = new OperationDeployments(context, options.getService(), dispatcher, readers());
    unknownOperation =
        operations.addFallback(context, Operation.of(request -> request.fail(Errno.ENOSYS)));
  }

  List<RingReader> readers() {
    return readerPool.readers();
  }

  ConnectionRegistry connections() {
    return registry;
  }

  /** Who is told of events. */
  EventHook events() {
    return protection.hook();
  }

  /** What decides on clients that want to connect. */
  AcceptContext acceptContext() {
    return acceptContext;
  }

  OperationDeployments operations() {
    return operations;
  }

  /**
   * Starts to accept clients.
   *
   * @return completes when they can connect. If it fails, {@link #close} has to end what was
   *     started
   */
  Future<Void> listen(AcceptPolicy policy, Handler<QbConnection> connectionHandler) {
    acceptContext.policy(policy);
    registry.connectionHandler(connectionHandler);
    return unknownOperation
        .compose(deployed -> context.executeBlocking(this::bind))
        .compose(this::startAccepting);
  }

  private ListeningSocket bind() {
    var socket = ListeningSocket.bind(options);
    boolean ready = false;
    try {
      StaleDirectories.sweep(options.getService());
      OwnClasses.load();
      ready = true;
      return socket;
    } finally {
      if (!ready) {
        socket.close();
      }
    }
  }

  private Future<Void> startAccepting(ListeningSocket socket) {
    listening = socket;
    var setups =
        Stream.generate(() -> new SetupVerticle(acceptContext))
            .limit(options.getHandshakeOptions().getEventLoops())
            .toList();
    var started = setups.stream().map(setup -> deploy(setup)).toList();
    // All of them, also if one fails: what comes later would not be undeployed.
    return Future.join(started)
        .compose(deployed -> startEviction())
        .compose(deployed -> deploy(new AcceptorVerticle(acceptContext, socket.socket(), setups)))
        .mapEmpty();
  }

  private Future<?> startEviction() {
    return options.getConnectionLimits().getIdleTimeout().isZero()
        ? Future.succeededFuture()
        : deploy(new EvictionVerticle(registry));
  }

  /** Called on the context, or the verticle would be a part of the caller's. */
  private Future<String> deploy(Deployable verticle) {
    return vertx.deployVerticle(verticle, new DeploymentOptions()).onSuccess(deployments::add);
  }

  /**
   * Ends everything, in such an order that no new clients come in, and nothing is needed that has
   * ended already.
   *
   * @param patience how long to wait for the application: for close handlers, and for operations to
   *     stop
   * @return completes on the server's own context when nothing is left; fails with a {@link
   *     TimeoutException} that names what is
   */
  Future<Void> close(Duration patience) {
    var end = new BoundedEnd(context, patience);
    registry.quota().close();
    return context
        .<Void>succeededFuture()
        .compose(begun -> undeployOwn())
        .transform(undeployed -> stopListening())
        .compose(stopped -> endConnections(end))
        .compose(ended -> end.ofOwn(operations.undeployAll(context), "operations have not stopped"))
        .compose(undeployed -> end.ofOwn(release(), "a reader is busy with a request"))
        .compose(released -> end.outcome(options.getService()));
  }

  private Future<Void> endConnections(BoundedEnd end) {
    return end.ofApplication(registry.disconnectAll())
        .compose(
            inTime ->
                inTime
                    ? context.succeededFuture()
                    : end.ofOwn(registry.endAll(), "connections are left"));
  }

  /** What Vert.x has undeployed already, since it is closing itself, does not matter. */
  private Future<Void> undeployOwn() {
    return Future.join(deployments.stream().map(vertx::undeploy).toList())
        .transform(undeployed -> context.succeededFuture());
  }

  /** Operations may take their time to end; who connects meanwhile would wait in vain. */
  private Future<Void> stopListening() {
    if (listening != null) {
      listening.close();
    }
    return context.succeededFuture();
  }

  /**
   * Waited for, because a reader closes a worker pool at its end, and Vert.x may hang when its own
   * close meets that.
   */
  private Future<Void> release() {
    protection.close();
    return readerPool.close();
  }
}
