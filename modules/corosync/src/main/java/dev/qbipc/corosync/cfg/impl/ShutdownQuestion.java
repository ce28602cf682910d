package dev.qbipc.corosync.cfg.impl;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cfg.CfgShutdownQuestion;
import dev.qbipc.corosync.cfg.impl.wire.ShutdownRequest;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A question that takes one answer. Corosync would take an answer that comes too late for one to
 * its next question, so that none is sent once this one is over. Any thread may call it.
 */
final class ShutdownQuestion implements CfgShutdownQuestion {

  private final ServiceConnection connection;
  private final boolean regardless;
  private final AtomicBoolean open = new AtomicBoolean(true);

  ShutdownQuestion(ServiceConnection connection, boolean regardless) {
    this.connection = connection;
    this.regardless = regardless;
  }

  @Override
  public boolean isRegardless() {
    return regardless;
  }

  @Override
  public boolean isOpen() {
    return open.get() && connection.isOpen();
  }

  /** Corosync does not wait for an answer any more. */
  void over() {
    open.set(false);
  }

  @Override
  public Future<Void> allow() {
    return reply(true);
  }

  @Override
  public Future<Void> refuse() {
    return reply(false);
  }

  private Future<Void> reply(boolean yes) {
    String what = "answer to whether corosync may end";
    if (!open.compareAndSet(true, false)) {
      return Future.failedFuture(
          new CorosyncException(CorosyncError.ACCESS, what + ": it was given, or is too late"));
    }
    return connection.request(ShutdownRequest.reply(yes), what, answer -> null);
  }
}
