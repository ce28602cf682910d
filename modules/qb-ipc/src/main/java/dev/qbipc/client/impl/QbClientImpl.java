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
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/** A client: it brings the calls of any thread to the connection's own, in order. */
public final class QbClientImpl implements QbClient, Closeable {

  /** The longest service name that libqb's clients connect to, in bytes (section 1.1). */
  private static final int LONGEST_SERVICE = 235;

  private static final int MOST_FLOW_CONTROL_LIMIT = 2;

  private final String service;
  private final ClientThread thread;
  private final Connection connection;
  private final CloseFuture owner;
  private Future<Void> ended;

  private QbClientImpl(
      String service, ClientThread thread, Connection connection, CloseFuture owner) {
    this.service = service;
    this.thread = thread;
    this.connection = connection;
    this.owner = owner;
  }

  /** See {@link QbClient#connect}. */
  public static Future<QbClient> connect(Vertx vertx, QbClientOptions options) {
    var copy = new QbClientOptions(options);
    String service = copy.getService();
    if (service == null) {
      return Future.failedFuture(
          new IllegalArgumentException("the options name no service to connect to (setService)"));
    }
    if (service.getBytes(StandardCharsets.UTF_8).length > LONGEST_SERVICE) {
      return Future.failedFuture(
          new QbException(Errno.EINVAL, "service name longer than " + LONGEST_SERVICE));
    }
    var owner = owner((VertxInternal) vertx);
    var thread = new ClientThread(vertx, service);
    return thread
        .run(() -> Connection.open(copy))
        .compose(connection -> adopt(new QbClientImpl(service, thread, connection, owner)))
        .onFailure(failure -> thread.close());
  }

  /** What ends the client when it ends: the verticle that connects, or else Vert.x. */
  private static CloseFuture owner(VertxInternal vertx) {
    var context = vertx.getContext();
    return context == null ? vertx.closeFuture() : context.closeFuture();
  }

  private static Future<QbClient> adopt(QbClientImpl client) {
    if (client.owner.add(client)) {
      return Future.succeededFuture(client);
    }
    return client.disconnect().transform(done -> Future.failedFuture(client.notConnected()));
  }

  @Override
  public Future<Void> send(int id, Buffer payload) {
    byte[] message = request(id, payload);
    return call(
        () -> {
          connection.send(message);
          return null;
        });
  }

  @Override
  public Future<QbMessage> receive(Duration timeout) {
    return call(() -> connection.receive(Deadline.after(timeout)));
  }

  @Override
  public Future<QbMessage> sendAndReceive(int id, Buffer payload, Duration timeout) {
    byte[] message = request(id, payload);
    return call(
        () -> {
          connection.send(message);
          return connection.receive(Deadline.after(timeout));
        });
  }

  private static byte[] request(int id, Buffer payload) {
    byte[] message = new byte[MessageDescriptor.REQUEST_HEADER_SIZE + payload.length()];
    MessageDescriptor.putRequestHeader(message, id, message.length);
    payload.getBytes(message, MessageDescriptor.REQUEST_HEADER_SIZE);
    return message;
  }

  @Override
  public Future<QbMessage> receiveEvent(Duration timeout) {
    return call(() -> connection.receiveEvent(Deadline.after(timeout)));
  }

  @Override
  public Future<Void> flowControlLimit(int limit) {
    if (limit < 0 || limit > MOST_FLOW_CONTROL_LIMIT) {
      return Future.failedFuture(new QbException(Errno.EINVAL, "flow-control limit " + limit));
    }
    return call(
        () -> {
          connection.flowControlLimit(limit);
          return null;
        });
  }

  @Override
  public Future<Boolean> isConnected() {
    return call(connection::isConnected).otherwise(false);
  }

  /** Any call after disconnect() fails; none can come between its last one and the thread's end. */
  private synchronized <T> Future<T> call(Supplier<T> call) {
    return ended == null ? thread.run(call) : Future.failedFuture(notConnected());
  }

  private QbException notConnected() {
    return new QbException(Errno.ENOTCONN, "service " + service + ": client disconnected");
  }

  @Override
  public int maxMessageSize() {
    return connection.grant().maxMessageSize();
  }

  @Override
  public Credentials server() {
    return connection.grant().server();
  }

  @Override
  public synchronized Future<Void> disconnect() {
    if (ended == null) {
      connection.interrupt();
      ended =
          thread
              .<Void>run(
                  () -> {
                    connection.close();
                    return null;
                  })
              .onComplete(done -> thread.close());
      owner.remove(this);
    }
    return ended;
  }

  @Override
  public void close(Completable<Void> completion) {
    disconnect().onComplete(completion);
  }
}
