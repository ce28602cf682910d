package dev.qbipc.server.impl.operation;

import dev.qbipc.linux.Errno;
import dev.qbipc.server.impl.bus.BusSender;
import dev.qbipc.server.impl.connection.RequestImpl;
import dev.qbipc.server.impl.connection.RequestRoute;
import io.vertx.core.Promise;

/**
 * A route as one reader uses it: sends requests to their operation and counts those on their way.
 * Belongs to the reader's thread.
 */
public final class ReaderRoute implements RequestRoute {

  private final BusSender<RequestImpl> sender;
  private final long deadlineNanos;
  private final OperationCounters.OfReader counters;
  private int inFlight;
  private Promise<Void> drained;

  ReaderRoute(
      BusSender<RequestImpl> sender, long deadlineNanos, OperationCounters.OfReader counters) {
    this.sender = sender;
    this.deadlineNanos = deadlineNanos;
    this.counters = counters;
  }

  /** The event-bus address. */
  public String address() {
    return sender.address();
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
    if (!sender.send(request)) {
      // The application has undeployed the operation, or an interceptor keeps the request.
      request.fail(Errno.EIO);
    }
  }

  @Override
  public long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  public void failed() {
    counters.errors++;
  }

  @Override
  public void timedOut() {
    counters.timeouts++;
  }

  @Override
  public void ended(long nanos) {
    counters.ended(nanos);
    abandoned();
  }

  @Override
  public void abandoned() {
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
