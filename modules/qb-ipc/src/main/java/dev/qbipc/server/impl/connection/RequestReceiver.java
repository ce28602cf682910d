package dev.qbipc.server.impl.connection;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.ring.ChunkReader;
import dev.qbipc.ring.RingViolationException;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.SizeMismatch;
import dev.qbipc.server.impl.reader.RingReader;
import dev.qbipc.server.impl.reader.Turn;
import dev.qbipc.wire.MessageDescriptor;
import dev.qbipc.wire.MessageIds;

/**
 * Takes requests out of a connection's request ring, checks them, and dispatches them (design,
 * section 2.2). Belongs to the connection's reader thread.
 *
 * <p>A request is copied out of shared memory once; everything is decided on the copy.
 */
final class RequestReceiver {

  /** What is said of a client that breaks the ring. */
  static final String BROKEN = "its request ring is broken";

  private static final int HEADER_SIZE = MessageDescriptor.REQUEST_HEADER_SIZE;

  private final ServerConnection connection;
  private final RingReader reader;
  private final Dispatcher dispatcher;
  private final ChunkReader chunks;
  private final RequestGate gate;
  private final Turn turn;
  private final PayloadArrays arrays;
  private final RequestsInFlight inFlight;
  private final ConnectionCounters counters;
  private final PendingFault faults;
  private final int maxMessageSize;
  private final boolean repliesToMismatch;

  RequestReceiver(
      ServerConnection connection,
      Dispatcher dispatcher,
      QbServerOptions options,
      ChunkReader chunks,
      RequestGate gate,
      Turn turn,
      PayloadArrays arrays,
      RequestsInFlight inFlight,
      ConnectionCounters counters) {
    this.connection = connection;
    this.reader = connection.reader();
    this.dispatcher = dispatcher;
    this.chunks = chunks;
    this.gate = gate;
    this.turn = turn;
    this.arrays = arrays;
    this.inFlight = inFlight;
    this.counters = counters;
    this.faults = reader.pendingFault();
    this.maxMessageSize = connection.maxMessageSize();
    this.repliesToMismatch = options.getSizeMismatch() == SizeMismatch.REPLY_EINVAL;
  }

  /**
   * Whether there is a request to be taken now. The caller surfaces faults, once for all the
   * connections that it polls.
   */
  boolean isReady() {
    return gate.isOpen() && chunks.isPosted();
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
      long begun = reader.clock().now();
      while (another && taken < most && mayTakeNext(taken, begun)) {
        another = takeNext();
        if (gate.isStarved()) {
          break;
        }
        taken++;
      }
    } catch (InternalError | RingViolationException e) {
      connection.violated(BROKEN, e);
    } catch (RuntimeException e) {
      connection.end().cannotBeServed("its requests cannot be taken", e);
    } catch (OutOfMemoryError e) {
      // The others are better served without this one.
      connection.end().cannotBeServed("no memory for its request", e);
    }
    return taken;
  }

  private boolean mayTakeNext(int taken, long begun) {
    return !turn.isOver()
        && !connection.isClosed()
        && gate.isOpen()
        && (taken == 0 || !reader.clock().isSliceOver(begun));
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
      connection.close();
      return false;
    }
    if (!isAcceptable(size, chunk)) {
      return violated("a request of " + chunk + " bytes says it has " + size);
    }
    int copied = Math.max(0, Math.min(size, chunk) - HEADER_SIZE);
    byte[] payload = arrays.take(copied);
    if (payload == null) {
      faults.raise();
      gate.starve(copied);
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
      dispatcher.dispatch(request, reader);
    }
    return another;
  }

  private boolean violated(String how) {
    // Unless it was a fault that made it up.
    faults.raise();
    connection.violated(how, null);
    return false;
  }

  private boolean isAcceptable(int size, int chunk) {
    boolean matches = size >= HEADER_SIZE && size <= chunk;
    return matches || repliesToMismatch && size > 0 && size <= maxMessageSize;
  }
}
