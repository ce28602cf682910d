package dev.qbipc.server.impl.connection;

import dev.qbipc.ring.Ring;
import dev.qbipc.server.QueueLimits;
import dev.qbipc.server.impl.reader.FaultWatch;

/**
 * Whether a connection's requests are taken, or left in their ring: for flow control, unread
 * responses, requests in flight, what is held for the user, or a client that is gone. Belongs to
 * the connection's reader thread.
 */
final class RequestGate {

  private final ServerConnection connection;
  private final ConnectionEnd end;
  private final Ring ring;
  private final PayloadArrays arrays;
  private final RequestsInFlight inFlight;
  private final ConnectionCounters counters;
  private final ResponseWriter responses;
  private final FaultWatch faults;
  private final int maxInFlight;
  private int flowControl;

  /** Whether the next request has to stay in the ring until there is memory to hold it. */
  private boolean starved;

  /** Bytes of its payload. */
  private int starvedOf;

  private volatile boolean halted;

  RequestGate(
      ServerConnection connection,
      QueueLimits limits,
      RingSet rings,
      PayloadArrays arrays,
      RequestsInFlight inFlight,
      ConnectionCounters counters) {
    this.connection = connection;
    this.end = connection.end();
    this.ring = rings.request();
    this.arrays = arrays;
    this.inFlight = inFlight;
    this.counters = counters;
    this.responses = connection.responses();
    this.faults = connection.reader().faults();
    this.maxInFlight = maxInFlight(limits, rings.maxMessageSize());
  }

  /** As many requests as may be in flight even if all are of the largest size. */
  private static int maxInFlight(QueueLimits limits, int maxMessageSize) {
    int ofTheLargest = limits.getMaxInFlightBytes() / Math.max(1, maxMessageSize);
    return Math.max(1, Math.min(limits.getMaxInFlight(), ofTheLargest));
  }

  /** Whether requests are taken now. */
  boolean isOpen() {
    return flowControl == 0
        && !starved
        && !end.hasHungUp()
        && !responses.hasBacklog()
        && inFlight.count() < maxInFlight;
  }

  /** Shows other threads whether requests are left in the ring. */
  void show() {
    halted = !isOpen();
  }

  /**
   * Whether requests were left in the ring when it was last shown, so that their notification bytes
   * are not read. Any thread may call it.
   */
  boolean isHalted() {
    return halted;
  }

  /** Sets the flow-control word (protocol, section 5). */
  void setFlowControl(int value) {
    if (value != flowControl) {
      flowControl = value;
      counters.flowControlState = value;
      counters.flowControlCount++;
      faults.entered();
      try {
        ring.setFlowControl(value);
        faults.pending().raise();
      } catch (InternalError e) {
        connection.violated(RequestReceiver.BROKEN, e);
      } finally {
        faults.left();
      }
    }
    show();
  }

  /**
   * Leaves a request in the ring until there is memory for it.
   *
   * @param length bytes of its payload
   */
  void starve(int length) {
    starved = true;
    starvedOf = length;
    connection.addStalled();
    connection.reports().heldBack(length);
  }

  /** Whether a request waits for memory to hold it. */
  boolean isStarved() {
    return starved;
  }

  /**
   * Looks whether there is memory now for the request that waits for it.
   *
   * @return whether there is, so that it can be taken
   */
  boolean endStarvation() {
    if (starved && arrays.haveRoomFor(starvedOf)) {
      starved = false;
      return true;
    }
    return false;
  }
}
