package dev.qbipc.corosync.cpg.impl;

import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cpg.CpgChange;
import dev.qbipc.corosync.cpg.CpgMessage;
import dev.qbipc.corosync.cpg.CpgRing;
import io.vertx.core.Handler;

/**
 * What the application has set to be called. It outlives memberships. Set on any thread, called on
 * the group's context.
 */
final class GroupHandlers {

  private volatile Handler<CpgMessage> message;
  private volatile Handler<CpgChange> change;
  private volatile Handler<CpgRing> ring;
  private volatile Handler<Void> drain;
  private volatile Handler<CorosyncException> close;

  void onMessage(Handler<CpgMessage> handler) {
    message = handler;
  }

  void onChange(Handler<CpgChange> handler) {
    change = handler;
  }

  void onRing(Handler<CpgRing> handler) {
    ring = handler;
  }

  void onDrain(Handler<Void> handler) {
    drain = handler;
  }

  void onClose(Handler<CorosyncException> handler) {
    close = handler;
  }

  void message(CpgMessage event) {
    call(message, event);
  }

  void change(CpgChange event) {
    call(change, event);
  }

  void ring(CpgRing event) {
    call(ring, event);
  }

  void drained() {
    call(drain, null);
  }

  void closed(CorosyncException reason) {
    call(close, reason);
  }

  private static <T> void call(Handler<T> handler, T event) {
    if (handler != null) {
      handler.handle(event);
    }
  }
}
