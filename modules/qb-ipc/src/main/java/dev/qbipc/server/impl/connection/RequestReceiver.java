package dev.qbipc.server.impl.connection;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.ring.ChunkReader;
import dev.qbipc.ring.Ring;
import dev.qbipc.ring.RingViolationException;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.QbServerOptions.SizeMismatch;
import dev.qbipc.server.impl.reader.Turn;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.MessageDescriptor;
import dev.qbipc.wire.MessageIds;

/**
 * Takes requests out of a connection's request ring, checks them, and dispatches them (design,
 * section 2.2). Belongs to the connection's reader thread.
 *
 * <p>A request is copied out of shared memory once; everything is decided on the copy.
 */
final class RequestReceiver {

  private static final int HEADER_SIZE = MessageDescriptor.REQUEST_HEADER_SIZE;

  private final ServerConnection connection;
  private final Dispatcher dispatcher;
  private final Ring ring;
  private final ChunkReader chunks;
  private final NotificationBytes bytes;
  private final ConnectionCounters counters;
  private final int maxMessageSize;
  private final int maxInFlight;
  private final boolean repliesToMismatch;
  private final PendingFault faults;
  private final RequestsInFlight inFlight;
  private final Turn turn = new Turn();
  private final PayloadArrays arrays;
  private int flowControl;

  /** Whether the next request has to stay in the ring until there is memory to hold it. */
  private boolean starved;

  /** Bytes of its payload. */
  private int starvedOf;

  RequestReceiver(
      ServerConnection connection,
      Dispatcher dispatcher,
      QbServerOptions options,
      RingSet rings,
      NotificationBytes bytes,
      PayloadArrays arrays,
      ConnectionCounters counters,
      RequestsInFlight inFlight) {
    this.connection = connection;
    this.dispatcher = dispatcher;
    this.ring = rings.request();
    this.bytes = bytes;
    this.counters = counters;
    this.inFlight = inFlight;
    this.faults = connection.reader().pendingFault();
    this.arrays = arrays;
    this.maxMessageSize = rings.maxMessageSize();
    this.maxInFlight = maxInFlight(options);
    this.repliesToMismatch = options.getSizeMismatch() == SizeMismatch.REPLY_EINVAL;
    this.chunks = ring.reader(reclaimLag());
  }

  /** As many requests as may be in flight even if all are of the largest size. */
  private int maxInFlight(QbServerOptions options) {
    int ofTheLargest = options.getMaxInFlightBytes() / Math.max(1, maxMessageSize);
    return Math.max(1, Math.min(options.getMaxInFlight(), ofTheLargest));
  }

  /** How many read bytes the client can do without and still send its largest message. */
  private int reclaimLag() {
    int capacity = (ring.words() - 1) * ChunkDescriptor.WORD;
    return Math.max(0, capacity - maxMessageSize - ChunkDescriptor.MARGIN);
  }

  /**
   * Whether requests are taken now: not while flow control, unread responses, operations or what is
   * held for the user stop it, nor when the client is gone.
   */
  boolean isOpen() {
    return flowControl == 0
        && !starved
        && !connection.hasHungUp()
        && !connection.responses().hasBacklog()
        && inFlight.count() < maxInFlight;
  }

  /** How many requests were taken lately. */
  Turn turn() {
    return turn;
  }

  /** Whether the client has posted a request. */
  boolean isPosted() {
    try {
      boolean posted = chunks.isPosted();
      faults.raise();
      return posted;
    } catch (InternalError e) {
      broken(e);
      return false;
    }
  }

  /**
   * Whether there is a request to be taken now. The caller surfaces faults, once for all the
   * connections that it polls.
   */
  boolean isReady() {
    return isOpen() && chunks.isPosted();
  }

  /**
   * Takes requests from the ring and dispatches them. Call it when {@link #isReady()} says so. No
   * fault is left behind that would fail another connection.
   *
   * @param most how many at the most
   * @return how many were taken
   */
  int take(int most) {
    int taken = 0;
    try {
      boolean another = true;
      long begun = connection.reader().clock().now();
      while (another && taken < most && mayTakeNext(taken, begun)) {
        another = takeNext();
        if (starved) {
          break;
        }
        taken++;
      }
    } catch (InternalError | RingViolationException e) {
      broken(e);
    } catch (RuntimeException e) {
      connection.cannotBeServed("its requests cannot be taken", e);
    } catch (OutOfMemoryError e) {
      // The others are better served without this one.
      connection.cannotBeServed("no memory for its request", e);
    }
    return taken;
  }

  private boolean mayTakeNext(int taken, long begun) {
    return !turn.isOver()
        && !connection.isClosed()
        && isOpen()
        && (taken == 0 || !connection.reader().clock().isSliceOver(begun));
  }

  /** Takes one request; false if no other can be taken now or the connection was ended. */
  private boolean takeNext() {
    // The reader looks by itself now.
    chunks.setWaiting(false);
    int chunk = chunks.nextLength();
    if (chunk < HEADER_SIZE || chunk > maxMessageSize) {
      return violated("its request ring holds a chunk of " + chunk + " bytes");
    }
    int id = chunks.getInt(MessageDescriptor.ID_OFFSET);
    int size = chunks.getInt(MessageDescriptor.SIZE_OFFSET);
    if (id == MessageIds.DISCONNECT) {
      faults.raise();
      connection.askedToDisconnect();
      return false;
    }
    if (!isAcceptable(size, chunk)) {
      return violated("a request of " + chunk + " bytes says it has " + size);
    }
    int copied = Math.max(0, Math.min(size, chunk) - HEADER_SIZE);
    byte[] payload = arrays.take(copied);
    if (payload == null) {
      faults.raise();
      starve(copied);
      return false;
    }
    if (copied > 0) {
      chunks.copy(HEADER_SIZE, payload, copied);
    }
    chunks.advance(chunk);
    boolean another = chunks.isPosted();
    // Nothing has happened yet that cannot be taken back.
    faults.raise();
    turn.requestTaken();
    counters.requests++;
    var request = new RequestImpl(connection, id, payload, size - HEADER_SIZE);
    inFlight.expect(request);
    if (size > chunk) {
      request.fail(Errno.EINVAL);
    } else {
      dispatcher.dispatch(request, connection.reader());
    }
    return another;
  }

  private boolean violated(String how) {
    // Unless it was a fault that made it up.
    faults.raise();
    connection.violated(how, null);
    return false;
  }

  /** Leaves a request in the ring until there is room for it. */
  private void starve(int copied) {
    starved = true;
    starvedOf = copied;
    connection.heldBack(copied);
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

  private boolean isAcceptable(int size, int chunk) {
    boolean matches = size >= HEADER_SIZE && size <= chunk;
    return matches || repliesToMismatch && size > 0 && size <= maxMessageSize;
  }

  private void broken(Throwable cause) {
    connection.violated("its request ring is broken", cause);
  }

  /**
   * Prepares for a sleep of the reader: gives read chunks back, takes the notification bytes, and
   * counts the reader in as a waiter.
   */
  void prepareToSleep() {
    takeBytes();
    try {
      chunks.setWaiting(true);
      faults.raise();
    } catch (InternalError e) {
      broken(e);
    }
    arrays.trim();
  }

  /** Gives read chunks back, and takes the notification bytes of the requests that were taken. */
  void takeBytes() {
    if (turn.requests() == 0) {
      return;
    }
    try {
      chunks.settle();
      faults.raise();
    } catch (InternalError | RingViolationException e) {
      broken(e);
      return;
    }
    bytes.drain();
    turn.bytesTaken();
  }

  /** Whether the reader is counted in as a waiter. */
  boolean isWaiting() {
    return chunks.isWaiting();
  }

  /** Where the kernel finds the semaphore that counts requests. */
  long semaphore() {
    return chunks.semaphore();
  }

  /** Releases unused memory if the reader has not slept, which would have done so. */
  void trimUnused() {
    arrays.trimUnused();
  }

  /** Gives back what is held for requests: the connection has ended. */
  void abandon() {
    arrays.close();
  }

  /** Sets the flow-control word (protocol, section 5). */
  void setFlowControl(int value) {
    if (value == flowControl) {
      return;
    }
    flowControl = value;
    counters.flowControlState = value;
    counters.flowControlCount++;
    var watch = connection.reader().faults();
    watch.entered();
    try {
      ring.setFlowControl(value);
      faults.raise();
    } catch (InternalError e) {
      broken(e);
    } finally {
      watch.left();
    }
  }
}
