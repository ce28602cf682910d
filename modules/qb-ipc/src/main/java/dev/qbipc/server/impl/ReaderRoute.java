package dev.qbipc.server.impl;

import io.vertx.core.Promise;

/**
 * A route as one reader uses it: counts the requests on their way. Belongs to the reader's thread.
 */
final class ReaderRoute {

  private final String address;
  private final long deadlineNanos;
  private final ReaderCounters counters;
  private int inFlight;
  private Promise<Void> drained;

  ReaderRoute(String address, long deadlineNanos, ReaderCounters counters) {
    this.address = address;
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

  void begin() {
    inFlight++;
    counters.inFlight++;
  }

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
