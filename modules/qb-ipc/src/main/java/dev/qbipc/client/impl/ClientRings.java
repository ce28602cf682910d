package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The three rings of a connection, as the client uses them (protocol, section 3). Belongs to one
 * thread at a time: one of the worker pool opens and closes them, the event loop uses them in
 * between.
 *
 * <p>The server can truncate their files at any time, which shows as an InternalError wherever
 * their memory is touched, or later (see {@link PendingFault}). So no method of a writer or reader
 * returns before it has asked for one: other clients of the event loop would get it. All of them
 * raise an InternalError or a {@link dev.qbipc.ring.RingViolationException} then.
 */
final class ClientRings {

  private static final Logger LOG = LoggerFactory.getLogger(ClientRings.class);

  /**
   * What libqb's client leaves where the server lives, and where it is dead (protocol, section
   * 3.5).
   */
  private static final int CLOSED = 0;

  private static final int CLOSED_BY_FORCE = -1;

  /** Responses come one at a time, and each gives its space back at once. */
  private static final int NO_LAG = 0;

  private final Grant grant;
  private final List<Ring> rings;
  private final RequestWriter requests;
  private final MessageReader responses;
  private final EventReader events;

  private ClientRings(Grant grant, List<Ring> rings) {
    this.grant = grant;
    this.rings = rings;
    var faults = new PendingFault();
    requests = new RequestWriter(rings.get(0), faults);
    responses = new MessageReader(rings.get(1), NO_LAG, faults);
    events = new EventReader(rings.get(2), faults, grant.server());
  }

  /**
   * Opens all three rings, or none.
   *
   * @throws QbException the errno of what could not be opened; EINVAL when the request ring is
   *     smaller than what was granted
   */
  static ClientRings open(Grant grant) {
    List<Ring> opened = new ArrayList<>();
    try {
      for (String path : List.of(grant.request(), grant.response(), grant.event())) {
        opened.add(Ring.open(path));
      }
      var rings = new ClientRings(grant, opened);
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

  RequestWriter requests() {
    return requests;
  }

  MessageReader responses() {
    return responses;
  }

  EventReader events() {
    return events;
  }

  /**
   * Closes the rings. Their files are the server's to remove, unless it is dead.
   *
   * @param serverDead whether the server is
   */
  void close(boolean serverDead) {
    rings.forEach(ring -> close(ring, serverDead ? CLOSED_BY_FORCE : CLOSED));
    if (serverDead) {
      DeadServerFiles.remove(grant);
    }
  }

  private static void close(Ring ring, int referenceCount) {
    // A pending fault would surface in the call, and leave the ring mapped.
    new PendingFault().drop();
    if (!ring.setReferenceCount(referenceCount)) {
      LOG.debug("closing a ring whose header was truncated");
    }
    ring.unmap();
  }
}
