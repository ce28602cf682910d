package dev.qbipc.server.impl.bus;

import dev.qbipc.linux.Errno;
import dev.qbipc.server.impl.connection.RequestImpl;
import dev.qbipc.server.impl.operation.ReaderCounters;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.eventbus.impl.MessageImpl;

/**
 * A route as one reader uses it: sends requests to their operation and counts those on their way.
 * Belongs to the reader's thread.
 */
public final class ReaderRoute {

  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final EventBusImpl eventBus;
  private final String address;
  private final ReaderExecutor executor;
  private final boolean onReader;
  private final long deadlineNanos;
  private final ReaderCounters counters;
  private final MessageImpl<?, ?> sender;
  private RequestMessage unused;
  private boolean consumerFound;
  private int inFlight;
  private Promise<Void> drained;

  /**
   * @param executor of the reader whose route this is
   * @param onReader whether the operation runs on this reader
   */
  public ReaderRoute(
      EventBusImpl eventBus,
      String address,
      ReaderExecutor executor,
      boolean onReader,
      long deadlineNanos,
      ReaderCounters counters) {
    this.eventBus = eventBus;
    this.address = address;
    this.executor = executor;
    this.onReader = onReader;
    this.deadlineNanos = deadlineNanos;
    this.counters = counters;
    this.sender = new Sender();
  }

  /** The event-bus address. */
  public String address() {
    return address;
  }

  /** How long a request may take, 0 for as long as it likes. */
  public long deadlineNanos() {
    return deadlineNanos;
  }

  public ReaderCounters counters() {
    return counters;
  }

  /**
   * Sends a request on its way.
   *
   * @param now in the sense of {@link System#nanoTime}
   */
  public void send(RequestImpl request, long now) {
    inFlight++;
    counters.inFlight++;
    request.begin(this, now);
    consumerFound = false;
    // In this method and not in one of its own: with one call more between the ring and the
    // operation the compiler inlines less, and each echo takes the 24 bytes of a task again.
    executor.beginDelivery();
    try {
      sender.reply(request, LOCAL);
    } finally {
      executor.endDelivery();
    }
    if (!consumerFound) {
      // Somebody else has undeployed the operation, or an interceptor keeps the request.
      request.fail(Errno.EIO);
    }
  }

  /** Called while a request is sent. */
  void consumerFound() {
    consumerFound = true;
  }

  /** A message has been delivered. Called where that is, and concerns only the reader's thread. */
  void unloaded(RequestMessage message) {
    if (onReader) {
      unused = message;
    }
  }

  private RequestMessage message() {
    var message = unused;
    unused = null;
    return message != null ? message : new RequestMessage(eventBus, this);
  }

  /** A request that took this route has ended. */
  public void end() {
    inFlight--;
    counters.inFlight--;
    if (inFlight == 0 && drained != null) {
      drained.complete();
    }
  }

  /** Completes a promise when no request is on its way, now or later. */
  public void whenDrained(Promise<Void> promise) {
    drained = promise;
    if (inFlight == 0) {
      drained.complete();
    }
  }

  /**
   * A message whose replies are the requests: the bus takes a message that somebody else has made
   * only as the reply to another. One that it makes itself is copied for its consumer.
   */
  private final class Sender extends MessageImpl<Void, Void> {

    Sender() {
      super(ReaderRoute.this.eventBus);
      replyAddress = ReaderRoute.this.address;
    }

    @Override
    protected MessageImpl<?, ?> createReply(Object request, DeliveryOptions options) {
      return message().carry((RequestImpl) request);
    }
  }
}
