package dev.qbipc.client.impl;

import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.ring.ChunkWriter;
import dev.qbipc.ring.Ring;

/**
 * Writes requests into their ring, as far as the server takes them (protocol, sections 3.4 and 5).
 * Belongs to the thread that the rings belong to, except where it says otherwise.
 */
final class RequestWriter {

  /** How many processes have a ring open while both ends do. */
  private static final int BOTH_ENDS = 2;

  /** What became of a request. */
  enum Written {
    /** It is in the ring. */
    DONE,
    /** Flow control or a full ring refuses it for the moment. */
    REFUSED,
    /** The server has closed the ring. */
    CLOSED
  }

  private final Ring ring;
  private final PendingFault faults;
  private final ChunkWriter chunks;
  private volatile int flowControlLimit;

  RequestWriter(Ring ring, PendingFault faults) {
    this.ring = ring;
    this.faults = faults;
    this.chunks = ring.writer(faults);
  }

  /** The longest request that fits into the ring when it is empty, in bytes. */
  int capacity() {
    return chunks.capacity();
  }

  /** Sets the flow-control word up to which requests are refused. Any thread may call it. */
  void flowControlLimit(int limit) {
    flowControlLimit = limit;
  }

  /** Writes a request; the server is not told yet. */
  Written write(Exchange request) {
    Written written = readiness();
    if (written == Written.DONE) {
      int at = chunks.claim(request.length());
      if (at != ChunkWriter.FULL) {
        request.write(chunks.memory(), at);
        chunks.commit(request.length());
        return Written.DONE;
      }
      written = Written.REFUSED;
    }
    faults.raise();
    return written;
  }

  /**
   * Whether a request could be written now.
   *
   * @param length the length of header and payload in bytes
   */
  boolean hasRoom(int length) {
    boolean hasRoom = readiness() == Written.DONE && chunks.hasRoom(length);
    faults.raise();
    return hasRoom;
  }

  /** What would become of a request for which there is room. */
  private Written readiness() {
    if (ring.referenceCount() != BOTH_ENDS) {
      return Written.CLOSED;
    }
    int flowControl = ring.flowControl();
    return flowControl > 0 && flowControl <= flowControlLimit ? Written.REFUSED : Written.DONE;
  }
}
