package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.linux.Errno;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Connects a client: the handshake runs on the client's event loop, and what touches the file
 * system on the worker pool. Closing it ends it early.
 */
public final class ClientConnector implements Closeable {

  /** The longest service name that libqb's clients connect to, in bytes (protocol, section 1.1). */
  private static final int MAX_SERVICE = 235;

  private final ContextInternal loop;
  private final QbClientOptions options;
  private volatile boolean ended;
  private ClientHandshake handshake;

  private ClientConnector(ContextInternal loop, QbClientOptions options) {
    this.loop = loop;
    this.options = options;
  }

  /** See {@link QbClient#connect}. */
  public static Future<QbClient> connect(Vertx vertx, QbClientOptions options) {
    return connect(vertx, options, ResponseWaits::of);
  }

  /**
   * As {@link QbClient#connect}.
   *
   * @param waits how responses are waited for
   */
  static Future<QbClient> connect(
      Vertx vertx, QbClientOptions options, Function<VertxInternal, ResponseWaits> waits) {
    var copy = new QbClientOptions(options);
    var internal = (VertxInternal) vertx;
    var context = internal.getOrCreateContext();
    var refusal = refusal(vertx, copy.getService());
    if (refusal != null) {
      return context.failedFuture(refusal);
    }
    var owner = owner(internal);
    var loop =
        internal
            .contextBuilder()
            .withThreadingModel(ThreadingModel.EVENT_LOOP)
            .withEventLoop(context.nettyEventLoop())
            .build();
    var connector = new ClientConnector(loop, copy);
    if (!owner.add(connector)) {
      return context.failedFuture(new QbException(Errno.ENOTCONN, "Vert.x or its verticle ended"));
    }
    Promise<QbClient> connected = context.promise();
    loop.execute(
        () ->
            connector
                .open()
                .map(
                    opened ->
                        new QbClientImpl(
                            context.unwrap(), loop, copy, opened, waits.apply(internal), owner))
                .compose(QbClientImpl::start)
                .onComplete(done -> owner.remove(connector))
                .onComplete(connected));
    return connected.future();
  }

  private static Exception refusal(Vertx vertx, String service) {
    if (service == null) {
      return new IllegalArgumentException("the options name no service to connect to (setService)");
    }
    if (service.getBytes(StandardCharsets.UTF_8).length > MAX_SERVICE) {
      return new QbException(Errno.EINVAL, "service name longer than " + MAX_SERVICE);
    }
    if (!vertx.isNativeTransportEnabled()) {
      return new IllegalStateException(
          "a client needs a Vert.x instance with the native transport of Linux"
              + " (VertxOptions.setPreferNativeTransport)",
          vertx.unavailableNativeTransportCause());
    }
    return null;
  }

  /** What ends the client when it ends: the verticle that connects, or else Vert.x. */
  private static CloseFuture owner(VertxInternal vertx) {
    var context = vertx.getContext();
    return context == null ? vertx.closeFuture() : context.closeFuture();
  }

  private Future<OpenConnection> open() {
    // Loads the native library too, if this is its first use.
    return loop.executeBlocking(() -> ClientSocket.connect(options), false)
        .compose(
            socket ->
                shakeHands(socket)
                    .compose(grant -> openRings(socket, grant))
                    .onFailure(failure -> socket.close()));
  }

  private Future<Grant> shakeHands(ClientSocket socket) {
    if (ended) {
      return Future.failedFuture(closed());
    }
    handshake = new ClientHandshake(options.getService(), socket, loop);
    var deadline = Deadline.ofOption(options.getConnectTimeout());
    return socket
        .watch(loop, handshake)
        .compose(watched -> handshake.perform(options.getMaxMessageSize(), deadline))
        .compose(grant -> ended ? Future.failedFuture(closed()) : Future.succeededFuture(grant));
  }

  private Future<OpenConnection> openRings(ClientSocket socket, Grant grant) {
    // The server may send events already.
    socket.pause();
    return loop.executeBlocking(() -> ClientRings.open(grant), false)
        .map(rings -> new OpenConnection(options.getService(), grant, socket, rings));
  }

  @Override
  public void close(Completable<Void> completion) {
    ended = true;
    loop.execute(
        () -> {
          if (handshake != null) {
            handshake.fail(closed());
          }
        });
    completion.succeed();
  }

  private QbException closed() {
    return new QbException(
        Errno.ENOTCONN, "service " + options.getService() + ": closed while connecting");
  }
}
