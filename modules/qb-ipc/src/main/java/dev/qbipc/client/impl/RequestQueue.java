package dev.qbipc.client.impl;

import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Calls that wait for their turn, and how many bytes they may be. Belongs to the event loop, except
 * what says otherwise.
 */
final class RequestQueue {

  private final ContextInternal context;
  private final long maxBytes;
  private final Deque<Exchange> waiting = new ArrayDeque<>();
  private final AtomicLong bytes = new AtomicLong();

  /** A call was refused, or the next one would be, and the drain handler was not called since. */
  private volatile boolean full;

  private volatile Handler<Void> drainHandler;

  /**
   * @param context where the drain handler runs
   * @param maxBytes how much may wait before more is refused
   */
  RequestQueue(ContextInternal context, int maxBytes) {
    this.context = context;
    this.maxBytes = maxBytes;
  }

  /** Sets the handler that is called when requests are accepted again. Any thread may call it. */
  void drainHandler(Handler<Void> handler) {
    drainHandler = handler;
  }

  /**
   * Takes the room for a call, which has to come with {@link #add}. Any thread may call it.
   *
   * @return whether there is any
   */
  boolean reserve(int length) {
    if (bytes.get() >= maxBytes) {
      full = true;
      return false;
    }
    if (bytes.addAndGet(length) >= maxBytes) {
      // The call itself has still to come, and to go, so that the drain is not missed.
      full = true;
    }
    return true;
  }

  /** Whether a call was refused, or the next one would be, and no drain came since. Any thread. */
  boolean isFull() {
    return full;
  }

  /** Notes that a call was not sent in time. */
  void refuse() {
    full = true;
  }

  /** Tells who waits for it, if enough has gone. */
  void drained() {
    if (full && bytes.get() <= maxBytes / 2) {
      full = false;
      var handler = drainHandler;
      if (handler != null) {
        context.execute(() -> context.emit(null, handler));
      }
    }
  }

  void add(Exchange call) {
    call.setQueued(true);
    waiting.add(call);
  }

  /** The next call, or null. */
  Exchange peek() {
    return waiting.peek();
  }

  /** Takes a call out. */
  void remove(Exchange call) {
    if (waiting.peek() == call) {
      waiting.remove();
    } else {
      waiting.removeLastOccurrence(call);
    }
    release(call);
  }

  private void release(Exchange call) {
    call.setQueued(false);
    bytes.addAndGet(-call.length());
  }

  /** Takes out all calls whose time is over, and shows the deadlines of the others. */
  void expire(Consumer<Exchange> expired, Consumer<Deadline> others) {
    var over = new ArrayDeque<Exchange>();
    waiting.removeIf(
        call -> {
          if (call.deadline().isOver()) {
            release(call);
            over.add(call);
            return true;
          }
          others.accept(call.deadline());
          return false;
        });
    over.forEach(expired);
  }

  /** Takes out everything. */
  void clear(Consumer<Exchange> removed) {
    while (!waiting.isEmpty()) {
      var call = waiting.remove();
      release(call);
      removed.accept(call);
    }
  }
}
