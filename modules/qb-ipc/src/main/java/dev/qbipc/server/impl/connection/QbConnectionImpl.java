package dev.qbipc.server.impl.connection;

import dev.qbipc.QbException;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.Admission;
import dev.qbipc.server.ConnectionStats;
import dev.qbipc.server.QbConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * A connection as the application sees it, on any thread: whatever touches the rings is handed to
 * the reader's thread.
 */
public final class QbConnectionImpl implements QbConnection {

  private final VertxInternal vertx;
  private final ServerConnection connection;
  private final Admission admission;
  private final Promise<Void> closed = Promise.promise();
  private volatile Supplier<Future<?>> closeHandler = Future::succeededFuture;
  private volatile Object attachment;

  QbConnectionImpl(VertxInternal vertx, ServerConnection connection, Admission admission) {
    this.vertx = vertx;
    this.connection = connection;
    this.admission = admission;
    this.attachment = admission.attachment();
  }

  // ---- for the server ------------------------------------------------------------------------

  /** Calls the application's close handler. On the reader's thread. */
  Future<?> callCloseHandler() {
    return closeHandler.get();
  }

  /** Says that nothing of the connection is left. */
  void complete() {
    closed.complete();
  }

  /**
   * Runs something later on the reader's thread.
   *
   * @return false if the reader has ended, and all its connections with it
   */
  boolean runOnReader(Runnable action) {
    try {
      connection.reader().execute(action);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** For a future that completes on the caller's context, now that it does not complete at once. */
  <T> Promise<T> promise() {
    return vertx.getOrCreateContext().promise();
  }

  /**
   * Calls something on the reader: in place, without a promise, if that is who calls.
   *
   * @return completes on the caller's context
   */
  <T> Future<T> onReader(Supplier<Future<T>> action) {
    if (connection.isOnReader()) {
      return action.get();
    }
    Promise<T> promise = promise();
    if (!runOnReader(() -> action.get().onComplete(promise))) {
      promise.fail(new QbException(Errno.ENOTCONN, "call on " + this));
    }
    return promise.future();
  }

  // ---- for the application -------------------------------------------------------------------

  @Override
  public Future<Void> sendEvent(int id, int error, List<Buffer> parts) {
    return onReader(() -> connection.events().send(id, error, parts));
  }

  @Override
  public Future<Void> send(int id, int error, List<Buffer> parts) {
    return onReader(() -> connection.responses().send(id, error, parts));
  }

  @Override
  public Future<ConnectionStats> stats(boolean clearAfterRead) {
    var last = connection.counters().last();
    if (last != null) {
      Promise<ConnectionStats> promise = promise();
      promise.complete(last);
      return promise.future();
    }
    return onReader(() -> connection.readStats(clearAfterRead));
  }

  @Override
  public long id() {
    return connection.id();
  }

  @Override
  public Credentials peer() {
    return connection.peer();
  }

  @Override
  public boolean isReadOnly() {
    return admission.isReadOnly();
  }

  @Override
  public int maxMessageSize() {
    return connection.maxMessageSize();
  }

  @Override
  public QbConnection closeHandler(Supplier<Future<?>> handler) {
    closeHandler = handler;
    return this;
  }

  @Override
  public Future<Void> disconnect() {
    runOnReader(connection::close);
    return closed();
  }

  @Override
  public Future<Void> closed() {
    Promise<Void> promise = promise();
    closed.future().onComplete(promise);
    return promise.future();
  }

  @Override
  public void attach(Object attachment) {
    this.attachment = attachment;
  }

  @Override
  public Object attachment() {
    return attachment;
  }

  @Override
  public String toString() {
    return connection.toString();
  }
}
