package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.wire.MessageDescriptor;
import io.netty.channel.EventLoop;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A client: it brings the calls of any thread to the connection's event loop, in order. */
public final class QbClientImpl implements QbClient, Closeable {

  /** The longest service name that libqb's clients connect to, in bytes (protocol, section 1.1). */
  private static final int MAX_SERVICE = 235;

  private static final int MAX_FLOW_CONTROL_LIMIT = 2;

  private final VertxInternal vertx;
  private final String service;
  private final Grant grant;
  private final EventLoop loop;
  private final Duration requestTimeout;
  private final RequestQueue queue;
  private final ClientConnection connection;
  private final ClientEnd end;

  private QbClientImpl(
      ContextInternal context,
      ContextInternal loopContext,
      QbClientOptions options,
      OpenConnection opened,
      ResponseWaits waits,
      CloseFuture owner) {
    vertx = context.owner();
    service = options.getService();
    grant = opened.grant();
    loop = loopContext.nettyEventLoop();
    requestTimeout = options.getRequestTimeout();
    queue = new RequestQueue(context, options.getMaxQueuedBytes());
    end = new ClientEnd(context, loopContext, opened, waits, () -> owner.remove(this));
    connection = new ClientConnection(context, loop, opened, queue, waits.get(), end);
    connection.flowControlLimit(options.getFlowControlLimit());
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
    var connecting = new Connecting(loop, copy);
    if (!owner.add(connecting)) {
      return context.failedFuture(new QbException(Errno.ENOTCONN, "Vert.x or its verticle ended"));
    }
    Promise<QbClient> connected = context.promise();
    loop.execute(
        () ->
            connecting
                .connect()
                .map(
                    opened ->
                        new QbClientImpl(
                            context.unwrap(), loop, copy, opened, waits.apply(internal), owner))
                .compose(client -> client.adopted(owner))
                .onComplete(done -> owner.remove(connecting))
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

  private Future<QbClient> adopted(CloseFuture owner) {
    if (owner.add(this)) {
      connection.start();
      return Future.succeededFuture(this);
    }
    return disconnect().transform(done -> Future.failedFuture(notConnected()));
  }

  // ---- calls ---------------------------------------------------------------------------------

  @Override
  public Future<QbMessage> request(int id, Buffer payload) {
    return request(id, List.of(payload), Deadline.ofTimeout(requestTimeout));
  }

  @Override
  public Future<QbMessage> request(int id, Buffer payload, Duration timeout) {
    return request(id, List.of(payload), Deadline.after(timeout));
  }

  @Override
  public Future<QbMessage> request(int id, List<Buffer> payload, Duration timeout) {
    return request(id, List.copyOf(payload), Deadline.after(timeout));
  }

  private Future<QbMessage> request(int id, List<Buffer> payload, Deadline deadline) {
    Promise<QbMessage> promise = vertx.getOrCreateContext().promise();
    submit(Exchange.request(id, payload, deadline, promise));
    return promise.future();
  }

  @Override
  public Future<QbMessage> receive(Duration timeout) {
    Promise<QbMessage> promise = vertx.getOrCreateContext().promise();
    submit(Exchange.receive(Deadline.after(timeout), promise));
    return promise.future();
  }

  @Override
  public Future<Void> send(int id, Buffer payload) {
    return send(id, List.of(payload), Deadline.ofTimeout(requestTimeout));
  }

  @Override
  public Future<Void> send(int id, Buffer payload, Duration timeout) {
    return send(id, List.of(payload), Deadline.after(timeout));
  }

  @Override
  public Future<Void> send(int id, List<Buffer> payload, Duration timeout) {
    return send(id, List.copyOf(payload), Deadline.after(timeout));
  }

  private Future<Void> send(int id, List<Buffer> payload, Deadline deadline) {
    Promise<QbMessage> promise = vertx.getOrCreateContext().promise();
    submit(Exchange.send(id, payload, deadline, promise));
    return promise.future().mapEmpty();
  }

  private void submit(Exchange call) {
    if (!connection.isOpen()) {
      call.promise().fail(notConnected());
    } else if (call.length() > grant.maxMessageSize()) {
      call.promise()
          .fail(
              failure(
                  Errno.EMSGSIZE,
                  "a request of " + call.length() + " bytes is larger than granted"));
    } else if (!queue.reserve(call.length())) {
      call.promise().fail(failure(Errno.EAGAIN, "too many requests wait to be sent"));
      onLoop(connection::watchRoom);
    } else if (loop.inEventLoop()) {
      connection.submit(call);
    } else {
      call.keepPayload();
      loop.execute(() -> connection.submit(call));
    }
  }

  private void onLoop(Runnable action) {
    if (loop.inEventLoop()) {
      connection.run(action);
    } else if (connection.isOpen() || !loop.isShuttingDown()) {
      loop.execute(() -> connection.run(action));
    }
  }

  @Override
  public boolean writeQueueFull() {
    return queue.isFull();
  }

  @Override
  public QbClient drainHandler(Handler<Void> handler) {
    queue.drainHandler(handler);
    return this;
  }

  @Override
  public QbClient flowControlLimit(int limit) {
    if (limit < 0 || limit > MAX_FLOW_CONTROL_LIMIT) {
      throw new IllegalArgumentException("flowControlLimit must be 0, 1 or 2: " + limit);
    }
    connection.flowControlLimit(limit);
    return this;
  }

  // ---- events --------------------------------------------------------------------------------

  @Override
  public QbClient eventHandler(Handler<QbMessage> handler) {
    connection.events().handler(handler);
    onLoop(connection.events()::handOver);
    return this;
  }

  @Override
  public QbClient pause() {
    connection.events().pause();
    return this;
  }

  @Override
  public QbClient resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public QbClient fetch(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("cannot fetch " + amount + " events");
    }
    connection.events().fetch(amount);
    onLoop(connection.events()::handOver);
    return this;
  }

  @Override
  public QbClient closeHandler(Handler<QbException> handler) {
    end.handler(handler);
    return this;
  }

  // ---- the connection ------------------------------------------------------------------------

  @Override
  public int maxMessageSize() {
    return grant.maxMessageSize();
  }

  @Override
  public int maxPayload() {
    return Math.max(0, grant.maxMessageSize() - MessageDescriptor.REQUEST_HEADER_SIZE);
  }

  @Override
  public Credentials server() {
    return grant.server();
  }

  @Override
  public boolean isConnected() {
    return connection.isOpen();
  }

  @Override
  public Future<Void> disconnect() {
    Promise<Void> promise = vertx.getOrCreateContext().promise();
    onLoop(connection::disconnect);
    end.closed().onComplete(promise);
    return promise.future();
  }

  @Override
  public void close(Completable<Void> completion) {
    disconnect().onComplete(completion);
  }

  private QbException notConnected() {
    return failure(Errno.ENOTCONN, "connection ended");
  }

  private QbException failure(int errno, String what) {
    return new QbException(errno, "service " + service + ": " + what);
  }
}
