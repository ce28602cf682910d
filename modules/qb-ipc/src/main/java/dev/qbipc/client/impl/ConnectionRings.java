package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.ring.ChunkWriter;
import dev.qbipc.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The three rings of a connection, as the client uses them (section 3). Belongs to the client's
 * thread.
 */
final class ConnectionRings {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionRings.class);

  /** How many processes have a ring open while both ends do. */
  private static final int BOTH_ENDS = 2;

  /** What libqb's client leaves where the server lives, and where it is dead (section 3.5). */
  private static final int CLOSED = 0;

  private static final int CLOSED_BY_FORCE = -1;

  /** How often a server that hung up is looked for before it is taken to live, as in libqb. */
  private static final int LOOKS_FOR_SERVER = 4;

  private static final int MILLIS_BETWEEN_LOOKS = 10;

  private final Grant grant;
  private final List<Ring> rings;
  private final Ring requestRing;
  private final ChunkWriter requests;
  private final MessageReader responses;
  private final MessageReader events;

  private ConnectionRings(Grant grant, List<Ring> rings) {
    this.grant = grant;
    this.rings = rings;
    requestRing = rings.get(0);
    requests = requestRing.writer();
    responses = new MessageReader(rings.get(1));
    events = new MessageReader(rings.get(2));
  }

  /**
   * Opens all three rings, or none.
   *
   * @throws QbException the errno of what could not be opened; EINVAL when the request ring is
   *     smaller than what was granted
   */
  static ConnectionRings open(Grant grant) {
    List<Ring> opened = new ArrayList<>();
    try {
      for (String path : List.of(grant.request(), grant.response(), grant.event())) {
        opened.add(Ring.open(path));
      }
      var rings = new ConnectionRings(grant, opened);
      if (rings.requests.capacity() < grant.maxMessageSize()) {
        throw new QbException(
            Errno.EINVAL, "a request of the size granted does not fit ring " + grant.request());
      }
      return rings;
    } catch (QbException e) {
      opened.forEach(ring -> close(ring, CLOSED));
      throw e;
    }
  }

  /**
   * Writes a request into its ring; the server is not told yet.
   *
   * @param flowControlLimit the flow-control word up to which this is refused
   * @throws QbException ENOTCONN when the server closed the ring, EAGAIN when flow control or a
   *     full ring refuses it
   */
  void write(byte[] message, int flowControlLimit) {
    if (requestRing.referenceCount() != BOTH_ENDS) {
      throw new QbException(Errno.ENOTCONN, "the server closed ring " + grant.request());
    }
    int flowControl = requestRing.flowControl();
    if (flowControl > 0 && flowControl <= flowControlLimit) {
      throw new QbException(
          Errno.EAGAIN, "the server takes no requests, flow control " + flowControl);
    }
    int at = requests.claim(message.length);
    if (at == ChunkWriter.FULL) {
      throw new QbException(Errno.EAGAIN, "ring " + grant.request() + " is full");
    }
    requests.memory().put(at, message);
    requests.commit(message.length);
  }

  /** Where responses come from. */
  MessageReader responses() {
    return responses;
  }

  /** Where events come from. */
  MessageReader events() {
    return events;
  }

  /**
   * Closes the rings. Their files are the server's to remove, unless it is dead.
   *
   * @param hungUp whether the server hung up, and so may be about to die
   */
  void close(boolean hungUp) {
    boolean serverDead = isServerDead(hungUp ? LOOKS_FOR_SERVER : 1);
    rings.forEach(ring -> close(ring, serverDead ? CLOSED_BY_FORCE : CLOSED));
    if (serverDead) {
      DeadServerFiles.remove(grant);
    }
  }

  private boolean isServerDead(int looks) {
    for (int look = 1; Processes.isAlive(grant.server().pid()); look++) {
      if (look == looks) {
        return false;
      }
      try {
        Thread.sleep(MILLIS_BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private static void close(Ring ring, int referenceCount) {
    // One that waits would come to light in the call, and leave the ring mapped.
    PendingFault.drop();
    if (!ring.setReferenceCount(referenceCount)) {
      LOG.debug("closing a ring whose header was truncated");
    }
    ring.unmap();
  }
}
