package dev.qbipc.corosync.cfg.impl;

import dev.qbipc.corosync.cfg.CfgShutdownQuestion;
import dev.qbipc.corosync.cfg.impl.wire.Order;
import dev.qbipc.corosync.cfg.impl.wire.ShutdownEvent;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import io.vertx.core.Future;
import io.vertx.core.Handler;

/** The say that a connection has in corosync's end. Events come on the connection's context. */
final class ShutdownTracking {

  private final ServiceConnection connection;
  private volatile Handler<CfgShutdownQuestion> handler;

  /** The last one; belongs to the context. */
  private ShutdownQuestion question;

  ShutdownTracking(ServiceConnection connection) {
    this.connection = connection;
    connection.eventHandler(this::received);
  }

  /** Whether corosync asks here, or is about to. */
  boolean isOn() {
    return handler != null;
  }

  /** A question may come before the answer, so that the handler has to be there. */
  Future<Void> start(Handler<CfgShutdownQuestion> asked) {
    String what = "tracking of corosync's end";
    Handler<CfgShutdownQuestion> before = handler;
    handler = asked;
    Future<Void> started = connection.request(Order.trackStart(), what, answer -> null);
    return OldCorosync.explained(started, what)
        .andThen(
            (tracked, failure) -> {
              if (failure != null) {
                handler = before;
              }
            });
  }

  Future<Void> stop() {
    String what = "end of tracking corosync's end";
    Future<Void> stopped = connection.request(Order.trackStop(), what, answer -> null);
    return stopped.andThen(
        (untracked, failure) -> {
          if (failure == null) {
            handler = null;
          }
        });
  }

  private void received(Incoming event) {
    if (event.id() != ShutdownEvent.ID) {
      return;
    }
    var read = ShutdownEvent.read(event);
    if (question != null) {
      question.over();
      question = null;
    }
    Handler<CfgShutdownQuestion> asked = handler;
    if (!read.isOver() && asked != null) {
      question = new ShutdownQuestion(connection, read.isRegardless());
      asked.handle(question);
    }
  }
}
