package dev.qbipc.corosync.cmap.impl;

import dev.qbipc.corosync.cmap.CmapChange;
import dev.qbipc.corosync.cmap.impl.wire.NotifyEvent;
import dev.qbipc.corosync.impl.transport.Incoming;
import io.vertx.core.Handler;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The handlers of a connection's trackings, by the numbers that corosync's events have. Any thread
 * may add and remove them; events come on the connection's context.
 */
final class Trackings implements Handler<Incoming> {

  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Handler<CmapChange>> handlers = new ConcurrentHashMap<>();

  /** Adds a handler, before corosync is asked: events may come before its answer. */
  long add(Handler<CmapChange> handler) {
    long number = numbers.incrementAndGet();
    handlers.put(number, handler);
    return number;
  }

  void remove(long number) {
    handlers.remove(number);
  }

  @Override
  public void handle(Incoming event) {
    switch (event.id()) {
      case NotifyEvent.ID -> {
        Handler<CmapChange> handler = handlers.get(NotifyEvent.number(event));
        // None: it was on its way when the tracking ended.
        if (handler != null) {
          handler.handle(NotifyEvent.change(event));
        }
      }
      default -> {
        // Of a later version: it is for those who know it.
      }
    }
  }
}
