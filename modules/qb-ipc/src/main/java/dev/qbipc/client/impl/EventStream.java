package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.client.QbMessage;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events to the application on its context: in batches, as long as there is demand. Other
 * events stay in the event ring, which is the queue that the server fills; at most one batch is
 * anywhere else.
 *
 * <p>Belongs to the event loop, except {@link #handler}, {@link #demand} and {@link #drop}, and
 * except the batch, which belongs to the thread that delivers it.
 */
final class EventStream {

  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

  private static final int BATCH = 256;
  private static final long BATCH_BYTES = 256 * 1024;
  private static final long NO_LIMIT = Long.MAX_VALUE;

  private final ContextInternal context;
  private final ClientLoop loop;
  private final OpenConnection opened;
  private final EventReader ring;
  private final Runnable handOver;

  /** How many events are wanted. */
  private final AtomicLong demand = new AtomicLong(NO_LIMIT);

  private volatile Handler<QbMessage> handler;
  private volatile boolean dropped;

  private Deque<QbMessage> batch = new ArrayDeque<>();
  private boolean handingOver;

  /** What the ring held when the connection ended. */
  private Deque<QbMessage> rest;

  private Runnable end;

  /**
   * @param context where the handler runs
   * @param loop the client's
   */
  EventStream(ContextInternal context, ClientLoop loop, OpenConnection opened) {
    this.context = context;
    this.loop = loop;
    this.opened = opened;
    this.ring = opened.rings().events();
    this.handOver = loop.task(this::handOver);
  }

  /** Sets the handler, or null for none; {@link #handOver} has to follow. */
  void handler(Handler<QbMessage> handler) {
    this.handler = handler;
  }

  /** Wants no events for now. */
  void pause() {
    demand.set(0);
  }

  /** Adds to the demand; {@link #handOver} has to follow. */
  void fetch(long amount) {
    demand.accumulateAndGet(
        amount, (wanted, more) -> wanted > NO_LIMIT - more ? NO_LIMIT : wanted + more);
  }

  /** Hands over what is there and wanted, as far as one batch goes, and goes on later. */
  void handOver() {
    if (handingOver) {
      return;
    }
    if (batch.isEmpty()) {
      takeBatch();
    }
    if (batch.isEmpty()) {
      stall(false);
      endIfOver();
    } else if (!isWanted()) {
      stall(true);
      endIfOver();
    } else {
      handingOver = true;
      if (context.inThread()) {
        emit();
        handedOver();
      } else {
        context.execute(
            () -> {
              emit();
              loop.execute(this::handedOver);
            });
      }
    }
  }

  private void takeBatch() {
    if (rest == null) {
      ring.take(batch, BATCH, BATCH_BYTES);
    } else {
      batch = rest;
      rest = new ArrayDeque<>();
    }
  }

  /** Is told by the socket of the end alone, or of more events again. */
  private void stall(boolean stalled) {
    if (rest == null) {
      opened.socket().stallEvents(stalled);
    }
  }

  private boolean isWanted() {
    return handler != null && !dropped && demand.get() > 0;
  }

  private void emit() {
    while (!batch.isEmpty() && !dropped) {
      var receiver = handler;
      if (receiver == null || !takeDemand()) {
        return;
      }
      context.emit(batch.poll(), receiver);
    }
  }

  private boolean takeDemand() {
    return demand.getAndUpdate(wanted -> wanted == NO_LIMIT || wanted == 0 ? wanted : wanted - 1)
        > 0;
  }

  private void handedOver() {
    handingOver = false;
    // In another turn, since others of the event loop have waited meanwhile.
    loop.executeNextTurn(handOver);
  }

  /**
   * Ends the stream. Events that are still in the ring are kept until there is demand.
   *
   * @param whole whether the ring may still be read
   * @param end runs once, when all events have been delivered or dropped
   */
  void end(boolean whole, Runnable end) {
    rest = new ArrayDeque<>();
    if (whole && handler != null) {
      takeRest();
    }
    this.end = end;
  }

  private void takeRest() {
    try {
      ring.takeLast(rest);
    } catch (QbException | InternalError e) {
      LOG.warn(
          "service {} ({}) broke a ring; events are lost",
          opened.service(),
          opened.grant().server(),
          e);
    }
  }

  /** Hands over nothing more. Any thread may call it; {@link #handOver} has to follow. */
  void drop() {
    dropped = true;
  }

  private void endIfOver() {
    boolean over = batch.isEmpty() && rest != null && rest.isEmpty();
    if (end != null && (over || handler == null || dropped)) {
      batch.clear();
      var ending = end;
      end = null;
      ending.run();
    }
  }
}
