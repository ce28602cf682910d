package dev.qbipc.corosync.cfg.impl;

import dev.qbipc.corosync.cfg.CfgShutdownQuestion;
import dev.qbipc.corosync.cfg.impl.wire.Order;
import dev.qbipc.corosync.cfg.impl.wire.ShutdownEvent;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.concurrent.atomic.AtomicReference;

/** The say that a connection has in corosync's end. Events come on the connection's context. */
final class ShutdownTracking {

  /** One call that began to track; compared by identity, as handlers may come twice. */
  private record Say(Handler<CfgShutdownQuestion> handler) {}

  private final ServiceConnection connection;

  /** Null without one. */
  private final AtomicReference<Say> say = new AtomicReference<>();

  /** The last one; belongs to the context. */
  private ShutdownQuestion question;

  ShutdownTracking(ServiceConnection connection) {
    this.connection = connection;
    connection.eventHandler(this::received);
  }

  /** Whether corosync asks here, or is about to. */
  boolean isOn() {
    return say.get() != null;
  }

  /** A question may come before the answer, so that the handler has to be there. */
  Future<Void> start(Handler<CfgShutdownQuestion> asked) {
    String what = "tracking of corosync's end";
    var begun = new Say(asked);
    Say before = say.getAndSet(begun);
    Future<Void> started = connection.request(Order.trackStart(), what, answer -> null);
    return OldCorosync.explained(started, what)
        .andThen(
            (tracked, failure) -> {
              if (failure != null) {
                say.compareAndSet(begun, before);
              }
            });
  }

  /** What begins before the answer is not ended by it. */
  Future<Void> stop() {
    Say ending = say.get();
    String what = "end of tracking corosync's end";
    Future<Void> stopped = connection.request(Order.trackStop(), what, answer -> null);
    return stopped.andThen(
        (untracked, failure) -> {
          if (failure == null) {
            say.compareAndSet(ending, null);
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
    Say asked = say.get();
    if (!read.isOver() && asked != null) {
      question = new ShutdownQuestion(connection, read.isRegardless());
      asked.handler.handle(question);
    }
  }
}
