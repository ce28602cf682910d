package dev.qbipc.corosync.cpg.impl;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.impl.wire.McastRequest;
import dev.qbipc.corosync.cpg.impl.wire.PartialMcastRequest;
import dev.qbipc.corosync.impl.transport.LocalCorosync;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends one member's messages in the order of the calls. A message goes to libqb's client at once,
 * unless one in fragments is on its way: fragments of two messages of one member would be put
 * together to one, so that others wait for it here. Belongs to the group's context, but for {@link
 * #isFull}.
 */
final class Outbox {

  /** Before a fragment that totem had no room for is sent again, as in libcpg. */
  private static final int PAUSE_MILLIS = 10;

  private record Message(List<Buffer> parts, int length, Promise<Void> promise) {}

  private final LocalCorosync corosync;
  private final ServiceConnection connection;
  private final String what;
  private final Runnable drained;
  private final Deque<Message> waiting = new ArrayDeque<>();
  private final Deque<Promise<Void>> idle = new ArrayDeque<>();

  /** The message in fragments that is on its way. */
  private Message sending;

  private long bytes;

  /** From when there are too many until half of them have gone, which the drain handler is told. */
  private volatile boolean full;

  /**
   * @param drained runs when messages are taken again
   */
  Outbox(LocalCorosync corosync, ServiceConnection connection, String group, Runnable drained) {
    this.corosync = corosync;
    this.connection = connection;
    this.what = "message to group " + group;
    this.drained = drained;
    connection.drainHandler(
        room -> {
          if (!isFull()) {
            drained.run();
          }
        });
  }

  /** Sends a message, now or when its turn comes. */
  void send(List<Buffer> parts, int length, Promise<Void> promise) {
    var message = new Message(parts, length, promise);
    if (isIdle() && length <= CpgGroup.MAX_FRAGMENT) {
      sendWhole(message);
    } else if (full) {
      promise.fail(
          new CorosyncException(CorosyncError.TRY_AGAIN, what + ": too many wait to be sent"));
    } else {
      bytes += length;
      full |= bytes >= corosync.options().getMaxQueuedBytes();
      waiting.add(message);
      sendNext();
    }
  }

  private void sendWhole(Message message) {
    connection
        .send(McastRequest.of(message.parts, message.length), what)
        .onComplete(message.promise);
  }

  private void sendNext() {
    while (sending == null && !waiting.isEmpty()) {
      var message = waiting.remove();
      if (message.length <= CpgGroup.MAX_FRAGMENT) {
        bytes -= message.length;
        sendWhole(message);
      } else {
        sending = message;
        sendFragment(new Fragments(message.parts, message.length, CpgGroup.MAX_FRAGMENT));
      }
    }
  }

  private void sendFragment(Fragments message) {
    sendFragment(message, System.nanoTime() + corosync.options().getRequestTimeout().toNanos());
  }

  private void sendFragment(Fragments message, long deadline) {
    var request =
        PartialMcastRequest.of(message.type(), message.total(), message.bytes(), message.length());
    connection
        .request(request, what, answer -> null)
        .onSuccess(
            sent -> {
              if (message.isLast()) {
                sent(null);
              } else {
                message.next();
                sendFragment(message);
              }
            })
        .onFailure(failure -> notSent(message, deadline, failure));
  }

  private void notSent(Fragments message, long deadline, Throwable failure) {
    if (isPassing(failure) && deadline - System.nanoTime() > 0) {
      corosync
          .vertx()
          .timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
          .onComplete(passed -> sendFragment(message, deadline));
    } else {
      sent(failure);
    }
  }

  /** Totem has no room, or forms a ring. */
  private static boolean isPassing(Throwable failure) {
    return failure instanceof CorosyncException corosync
        && corosync.error() == CorosyncError.TRY_AGAIN
        && corosync.errno() == 0;
  }

  private void sent(Throwable failure) {
    var message = sending;
    sending = null;
    bytes -= message.length;
    if (failure == null) {
      message.promise.complete();
    } else {
      message.promise.fail(failure);
    }
    sendNext();
    if (full && bytes <= corosync.options().getMaxQueuedBytes() / 2) {
      full = false;
      if (!connection.writeQueueFull()) {
        drained.run();
      }
    }
    if (sending == null) {
      idle.forEach(Promise::complete);
      idle.clear();
    }
  }

  /** Completes a promise when all messages have been handed to libqb's client. */
  void whenIdle(Promise<Void> promise) {
    if (isIdle()) {
      promise.complete();
    } else {
      idle.add(promise);
    }
  }

  /** A message's own callback may call while none is on its way and others wait. */
  private boolean isIdle() {
    return sending == null && waiting.isEmpty();
  }

  /** Whether messages are refused for the moment. Any thread may ask. */
  boolean isFull() {
    return full || connection.writeQueueFull();
  }
}
