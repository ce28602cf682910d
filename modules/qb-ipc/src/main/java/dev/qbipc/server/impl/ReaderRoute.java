package dev.qbipc.server.impl;

import dev.qbipc.Errno;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.impl.EventBusImpl;
import java.util.ArrayDeque;

/**
 * A route as one reader uses it: sends requests to their operation and counts those on their way.
 * Belongs to the reader's thread.
 */
final class ReaderRoute {

  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final EventBusImpl eventBus;
  private final String address;
  private final ArrayDeque<RequestMessage> messages;
  private final long deadlineNanos;
  private final ReaderCounters counters;
  private int inFlight;
  private Promise<Void> drained;

  /**
   * @param onReader whether the operation runs on this reader
   */
  ReaderRoute(
      EventBusImpl eventBus,
      String address,
      boolean onReader,
      long deadlineNanos,
      ReaderCounters counters) {
    this.eventBus = eventBus;
    this.address = address;
    this.messages = onReader ? new ArrayDeque<>() : null;
    this.deadlineNanos = deadlineNanos;
    this.counters = counters;
  }

  /** The event-bus address. */
  String address() {
    return address;
  }

  /** How long a request may take, 0 for as long as it likes. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  ReaderCounters counters() {
    return counters;
  }

  /**
   * Sends a request on its way.
   *
   * @param now in the sense of {@link System#nanoTime}
   */
  void send(RequestImpl request, long now) {
    inFlight++;
    counters.inFlight++;
    request.begin(this, now);
    var sent = eventBus.sendOrPubInternal(message().carry(request), LOCAL, null);
    if (sent.failed()) {
      // Somebody else has undeployed the operation.
      request.fail(Errno.EIO);
    }
  }

  private RequestMessage message() {
    var unused = messages == null ? null : messages.poll();
    return unused != null ? unused : new RequestMessage(address, eventBus, messages);
  }

  /** A request that took this route has ended. */
  void end() {
    inFlight--;
    counters.inFlight--;
    if (inFlight == 0 && drained != null) {
      drained.complete();
    }
  }

  /** Completes a promise when no request is on its way, now or later. */
  void whenDrained(Promise<Void> promise) {
    drained = promise;
    if (inFlight == 0) {
      drained.complete();
    }
  }
}
