package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.linux.process.Processes;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.TimeUnit;

/**
 * The end of a client: releases the resources of the connection, and tells the application why it
 * has ended.
 */
final class ClientEnd {

  /** How often a server that hung up is looked for before it is taken to live, as in libqb. */
  private static final int LOOKS_FOR_SERVER = 4;

  private static final int MILLIS_BETWEEN_LOOKS = 10;

  private final ContextInternal context;
  private final ContextInternal loop;
  private final OpenConnection connection;
  private final ResponseWaits waits;
  private final Runnable disowned;
  private final Promise<Void> closed;
  private Handler<QbException> handler;
  private QbException reason;

  /**
   * @param context where the application's handler runs
   * @param loop a context of the client's event loop
   * @param disowned runs when nothing has to be closed any more
   */
  ClientEnd(
      ContextInternal context,
      ContextInternal loop,
      OpenConnection connection,
      ResponseWaits waits,
      Runnable disowned) {
    this.context = context;
    this.loop = loop;
    this.connection = connection;
    this.waits = waits;
    this.disowned = disowned;
    this.closed = loop.promise();
  }

  /** Completes when everything has been released. Any thread may ask. */
  Future<Void> closed() {
    return closed.future();
  }

  /**
   * Sets the handler, which is called at once if the connection has ended already. Any thread may
   * call it.
   */
  void handler(Handler<QbException> handler) {
    QbException ended;
    synchronized (this) {
      this.handler = handler;
      ended = reason;
    }
    if (ended != null) {
      tell(ended);
    }
  }

  /**
   * All events were handed over.
   *
   * @param ended why the connection has ended before
   */
  void drained(QbException ended) {
    synchronized (this) {
      reason = ended;
    }
    tell(ended);
  }

  private void tell(QbException ended) {
    Handler<QbException> told;
    synchronized (this) {
      told = handler;
      handler = null;
    }
    if (told != null) {
      context.execute(() -> context.emit(ended, told));
    }
  }

  /**
   * The connection has ended.
   *
   * @param hungUp whether it was the server who ended it
   */
  void ended(boolean hungUp) {
    isServerDead(hungUp ? LOOKS_FOR_SERVER : 1)
        .compose(dead -> loop.executeBlocking(() -> closeRings(dead), false))
        .eventually(waits::close)
        .onComplete(done -> disowned.run())
        .onComplete(closed);
  }

  private Future<Boolean> isServerDead(int looks) {
    if (!Processes.isAlive(connection.grant().server().pid())) {
      return loop.succeededFuture(true);
    }
    if (looks == 1) {
      return loop.succeededFuture(false);
    }
    return loop.timer(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)
        .compose(passed -> isServerDead(looks - 1));
  }

  private Void closeRings(boolean serverDead) {
    connection.rings().close(serverDead);
    return null;
  }
}
