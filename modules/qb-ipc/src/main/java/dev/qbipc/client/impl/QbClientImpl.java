package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.wire.MessageDescriptor;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;

/** A client: it brings the calls of any thread to the connection's event loop, in order. */
final class QbClientImpl implements QbClient, Closeable {

  private final VertxInternal vertx;
  private final OpenConnection opened;
  private final Duration requestTimeout;
  private final RequestQueue queue;
  private final ClientConnection connection;
  private final RequestSender requests;
  private final EventStream events;
  private final ClientLoop loop;
  private final ClientEnd end;
  private final CloseFuture owner;

  /**
   * @param context of whoever connects
   * @param loopContext a context of the client's event loop
   * @param owner ends the client when it ends itself
   */
  QbClientImpl(
      ContextInternal context,
      ContextInternal loopContext,
      QbClientOptions options,
      OpenConnection opened,
      ResponseWaits waits,
      CloseFuture owner) {
    this.vertx = context.owner();
    this.opened = opened;
    this.owner = owner;
    requestTimeout = options.getRequestTimeout();
    queue = new RequestQueue(context, options.getMaxQueuedBytes());
    end = new ClientEnd(context, loopContext, opened, waits, () -> owner.remove(this));
    var eventLoop = loopContext.nettyEventLoop();
    connection = new ClientConnection(context, eventLoop, opened, queue, waits.get(), end);
    requests = connection.requests();
    events = connection.events();
    loop = connection.loop();
    requests.flowControlLimit(options.getFlowControlLimit());
  }

  /** Begins, unless its owner has ended meanwhile. On the event loop. */
  Future<QbClient> start() {
    if (owner.add(this)) {
      connection.start();
      return Future.succeededFuture(this);
    }
    return disconnect().transform(done -> Future.failedFuture(opened.ended()));
  }

  // ---- calls ---------------------------------------------------------------------------------

  @Override
  public Future<QbMessage> request(int id, Buffer payload) {
    return request(id, List.of(payload), Deadline.ofOption(requestTimeout));
  }

  @Override
  public Future<QbMessage> request(int id, List<Buffer> payload, Duration timeout) {
    return request(id, List.copyOf(payload), Deadline.after(timeout));
  }

  private Future<QbMessage> request(int id, List<Buffer> payload, Deadline deadline) {
    Promise<QbMessage> promise = promise();
    submit(Exchange.request(id, payload, deadline, promise));
    return promise.future();
  }

  @Override
  public Future<QbMessage> receive(Duration timeout) {
    Promise<QbMessage> promise = promise();
    submit(Exchange.receive(Deadline.after(timeout), promise));
    return promise.future();
  }

  @Override
  public Future<Void> send(int id, Buffer payload) {
    return send(id, List.of(payload), Deadline.ofOption(requestTimeout));
  }

  @Override
  public Future<Void> send(int id, List<Buffer> payload, Duration timeout) {
    return send(id, List.copyOf(payload), Deadline.after(timeout));
  }

  private Future<Void> send(int id, List<Buffer> payload, Deadline deadline) {
    Promise<QbMessage> promise = promise();
    submit(Exchange.send(id, payload, deadline, promise));
    return promise.future().mapEmpty();
  }

  /** Completes on the caller's context, unless that has perhaps no event loop any more. */
  private <T> Promise<T> promise() {
    return connection.isOpen() || !vertx.closeFuture().isClosed()
        ? vertx.getOrCreateContext().promise()
        : Promise.promise();
  }

  private void submit(Exchange call) {
    if (!connection.isOpen()) {
      call.promise().fail(opened.ended());
    } else if (call.length() > maxMessageSize()) {
      String what = "a request of " + call.length() + " bytes is larger than granted";
      call.promise().fail(opened.failure(Errno.EMSGSIZE, what));
    } else if (!queue.reserve(call.length())) {
      call.promise().fail(opened.failure(Errno.EAGAIN, "too many requests wait to be sent"));
      loop.runOrExecute(requests::sendNext);
    } else {
      if (!loop.isCurrent()) {
        call.keepPayload();
      }
      loop.runOrExecute(() -> requests.send(call));
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
    if (limit < 0 || limit > QbClientOptions.MAX_FLOW_CONTROL_LIMIT) {
      throw new IllegalArgumentException("flowControlLimit must be 0, 1 or 2: " + limit);
    }
    requests.flowControlLimit(limit);
    return this;
  }

  // ---- events --------------------------------------------------------------------------------

  @Override
  public QbClient eventHandler(Handler<QbMessage> handler) {
    events.handler(handler);
    loop.runOrExecute(events::handOver);
    return this;
  }

  @Override
  public QbClient pause() {
    events.pause();
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
    events.fetch(amount);
    loop.runOrExecute(events::handOver);
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
    return opened.grant().maxMessageSize();
  }

  @Override
  public int maxPayload() {
    return Math.max(0, opened.grant().maxMessageSize() - MessageDescriptor.REQUEST_HEADER_SIZE);
  }

  @Override
  public Credentials server() {
    return opened.grant().server();
  }

  @Override
  public boolean isConnected() {
    return connection.isOpen();
  }

  @Override
  public Future<Void> disconnect() {
    Promise<Void> promise = promise();
    loop.runOrExecute(connection::disconnect);
    if (end.closed().isComplete()) {
      promise.complete();
    } else {
      end.closed().onComplete(promise);
    }
    return promise.future();
  }

  @Override
  public void close(Completable<Void> completion) {
    disconnect().onComplete(completion);
  }
}
