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

  /** The last one; set on the context. */
  private volatile ShutdownQuestion question;

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

  /**
   * Corosync counts who stops as one who has answered, and would count an answer behind that as
   * another's: no question is handed over or answered from now on.
   */
  Future<Void> stop() {
    Say ending = say.getAndSet(null);
    ShutdownQuestion open = question;
    if (open != null) {
      open.over();
    }
    String what = "end of tracking corosync's end";
    Future<Void> stopped = connection.request(Order.trackStop(), what, answer -> null);
    return stopped.andThen(
        (untracked, failure) -> {
          if (failure != null) {
            say.compareAndSet(null, ending);
          }
        });
  }

  private void received(Incoming event) {
    if (event.id() != ShutdownEvent.ID) {
      return;
    }
    var read = ShutdownEvent.read(event);
    ShutdownQuestion last = question;
    if (last != null) {
      last.over();
    }
    Say asked = say.get();
    if (!read.isOver() && asked != null) {
      var next = new ShutdownQuestion(connection, read.isRegardless());
      question = next;
      if (say.get() != asked) {
        // Stopped meanwhile, by another thread that has not seen this one.
        next.over();
      }
      asked.handler.handle(next);
    }
  }
}
