package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.client.QbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.ring.ChunkWriter;
import dev.qbipc.ring.Ring;
import dev.qbipc.ring.RingViolationException;
import dev.qbipc.wire.ChunkDescriptor;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The three rings of a connection, as the client uses them (protocol, section 3). Belongs to one
 * thread at a time: one of the worker pool opens and closes them, the event loop uses them in
 * between.
 *
 * <p>The server can truncate their files at any time, which shows as an InternalError wherever
 * their memory is touched, or later (see {@link PendingFault}). So no method here returns before it
 * has asked for one: other clients of the event loop would get it. All of them raise a {@link
 * RingViolationException} then.
 */
final class ClientRings {

  private static final Logger LOG = LoggerFactory.getLogger(ClientRings.class);

  /** How many processes have a ring open while both ends do. */
  private static final int BOTH_ENDS = 2;

  /**
   * What libqb's client leaves where the server lives, and where it is dead (protocol, section
   * 3.5).
   */
  private static final int CLOSED = 0;

  private static final int CLOSED_BY_FORCE = -1;

  private static final QbMessage NO_EVENT = new QbMessage(0, 0, Buffer.buffer());

  /** Responses come one at a time, and each gives its space back at once. */
  private static final int NO_LAG = 0;

  /**
   * The space of events is released when a quarter of their ring has been read, and at the end of a
   * batch.
   */
  private static final int EVENT_LAG_DIVISOR = 4;

  /** What became of a request that was to be written. */
  enum Written {
    /** It is in the ring. */
    DONE,
    /** Flow control or a full ring refuses it for the moment. */
    REFUSED,
    /** The server has closed the ring. */
    CLOSED
  }

  private final Grant grant;
  private final List<Ring> rings;
  private final PendingFault faults = new PendingFault();
  private final Ring requestRing;
  private final ChunkWriter requests;
  private final MessageReader responses;
  private final MessageReader events;

  private ClientRings(Grant grant, List<Ring> rings) {
    this.grant = grant;
    this.rings = rings;
    requestRing = rings.get(0);
    requests = requestRing.writer(faults);
    responses = new MessageReader(rings.get(1), NO_LAG);
    Ring eventRing = rings.get(2);
    events =
        new MessageReader(eventRing, eventRing.words() * ChunkDescriptor.WORD / EVENT_LAG_DIVISOR);
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

  /**
   * Writes a request into its ring; the server is not told yet.
   *
   * @param flowControlLimit the flow-control word up to which this is refused
   */
  Written write(Exchange request, int flowControlLimit) {
    try {
      Written refusal = refusal(flowControlLimit);
      if (refusal != null) {
        faults.raise();
        return refusal;
      }
      int at = requests.claim(request.length());
      if (at == ChunkWriter.FULL) {
        faults.raise();
        return Written.REFUSED;
      }
      request.write(requests.memory(), at);
      requests.commit(request.length());
      return Written.DONE;
    } catch (InternalError e) {
      throw truncated(e);
    }
  }

  private Written refusal(int flowControlLimit) {
    if (requestRing.referenceCount() != BOTH_ENDS) {
      return Written.CLOSED;
    }
    int flowControl = requestRing.flowControl();
    return flowControl > 0 && flowControl <= flowControlLimit ? Written.REFUSED : null;
  }

  /**
   * Whether a request could be written now.
   *
   * @param length the length of header and payload in bytes
   */
  boolean hasRoom(int length, int flowControlLimit) {
    try {
      boolean isOpen = refusal(flowControlLimit) == null;
      boolean fits = requests.hasRoom(length);
      faults.raise();
      return isOpen && fits;
    } catch (InternalError e) {
      throw truncated(e);
    }
  }

  /**
   * Takes the next response.
   *
   * @return null when there is none
   * @throws QbException EBADMSG when it has no room for a header; it is taken all the same
   */
  QbMessage takeResponse() {
    try {
      QbMessage response = responses.take();
      faults.raise();
      return response;
    } catch (InternalError e) {
      throw truncated(e);
    }
  }

  /** Where the kernel finds what the server raises with each response. */
  long responseSemaphore() {
    return responses.chunks().semaphore();
  }

  /** Sets whether the server has to wake a waiter on {@link #responseSemaphore()}. */
  void setWaitingForResponse(boolean waiting) {
    try {
      responses.chunks().setWaiting(waiting);
      faults.raise();
    } catch (InternalError e) {
      throw truncated(e);
    }
  }

  /**
   * Takes events that are there, and gives their space back.
   *
   * @param count how many at most
   * @param bytes of payload after which no more are taken
   */
  void takeEvents(Deque<QbMessage> target, int count, long bytes) {
    try {
      long taken = 0;
      for (int i = 0; i < count && taken < bytes; i++) {
        QbMessage event = takeEvent();
        if (event == NO_EVENT) {
          break;
        }
        if (event != null) {
          target.add(event);
          taken += event.payload().length();
        }
      }
      events.chunks().settle();
    } catch (InternalError e) {
      throw truncated(e);
    }
  }

  /** Takes as many events as the ring can hold, though the server may go on to write. */
  void takeLastEvents(Deque<QbMessage> target) {
    int words = rings.get(2).words();
    takeEvents(target, words / ChunkDescriptor.HEADER_WORDS, (long) words * ChunkDescriptor.WORD);
  }

  /** The next event, {@link #NO_EVENT}, or null for one that has no room for a header. */
  private QbMessage takeEvent() {
    try {
      QbMessage event = events.take();
      faults.raise();
      return event != null ? event : NO_EVENT;
    } catch (RingViolationException e) {
      throw e;
    } catch (QbException e) {
      LOG.warn("an event of {} is skipped: {}", grant.server(), e.getMessage());
      return null;
    }
  }

  private RingViolationException truncated(InternalError fault) {
    return new RingViolationException("a ring of " + grant.server() + " was truncated", fault);
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
