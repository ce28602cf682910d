package dev.qbipc.conformance;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** Sends events one after the other, and tries again when the client's ring is full. */
final class EventFlood {

  private static final long RETRY_MILLIS = 1;

  private final Vertx vertx;
  private final QbConnection connection;
  private final int id;
  private final int count;
  private final int size;
  private int index;

  /**
   * @param size of each payload in bytes; it begins with the event's index
   */
  EventFlood(Vertx vertx, QbConnection connection, int id, int count, int size) {
    this.vertx = vertx;
    this.connection = connection;
    this.id = id;
    this.count = count;
    this.size = size;
  }

  /** Sends what is left; goes on by itself until all events are sent or the client is gone. */
  void sendOn() {
    while (index < count) {
      Future<Void> sent = connection.sendEvent(id, 0, payload());
      if (!sent.isComplete()) {
        sent.onComplete(
            result -> {
              if (goesOnAfter(sent)) {
                sendOn();
              }
            });
        return;
      }
      if (!goesOnAfter(sent)) {
        return;
      }
    }
  }

  private boolean goesOnAfter(Future<Void> sent) {
    if (sent.succeeded()) {
      index++;
      return true;
    }
    if (sent.cause() instanceof QbException e && e.errno() == Errno.EAGAIN) {
      vertx.setTimer(RETRY_MILLIS, timer -> sendOn());
    }
    return false;
  }

  private Buffer payload() {
    byte[] payload = new byte[size];
    var first = Buffer.buffer().appendIntLE(index).getBytes();
    System.arraycopy(first, 0, payload, 0, Math.min(size, first.length));
    return Buffer.buffer(payload);
  }
}
