package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.client.QbMessage;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.ring.Ring;
import dev.qbipc.ring.RingViolationException;
import dev.qbipc.wire.ChunkDescriptor;
import io.vertx.core.buffer.Buffer;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events from their ring, many at a time. Belongs to the thread that the rings belong to.
 *
 * <p>The space of events is released when a quarter of their ring has been read, and at the end of
 * a batch.
 */
final class EventReader {

  private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

  private static final int LAG_DIVISOR = 4;

  private static final QbMessage NONE = new QbMessage(0, 0, Buffer.buffer());

  private final Credentials server;
  private final MessageReader messages;
  private final int words;

  /**
   * @param server for people
   */
  EventReader(Ring ring, PendingFault faults, Credentials server) {
    this.server = server;
    this.words = ring.words();
    this.messages = new MessageReader(ring, words * ChunkDescriptor.WORD / LAG_DIVISOR, faults);
  }

  /**
   * Takes events that are there, and gives their space back.
   *
   * @param count how many at most
   * @param bytes of payload after which no more are taken
   */
  void take(Deque<QbMessage> target, int count, long bytes) {
    long taken = 0;
    for (int i = 0; i < count && taken < bytes; i++) {
      QbMessage event = takeNext();
      if (event == NONE) {
        break;
      }
      if (event != null) {
        target.add(event);
        taken += event.payload().length();
      }
    }
    messages.settle();
  }

  /** Takes as many events as the ring can hold, though the server may go on to write. */
  void takeLast(Deque<QbMessage> target) {
    take(target, words / ChunkDescriptor.HEADER_WORDS, (long) words * ChunkDescriptor.WORD);
  }

  /** The next event, {@link #NONE}, or null for one that has no room for a header. */
  private QbMessage takeNext() {
    try {
      QbMessage event = messages.take();
      return event != null ? event : NONE;
    } catch (RingViolationException e) {
      throw e;
    } catch (QbException e) {
      LOG.warn("an event of {} is skipped: {}", server, e.getMessage());
      return null;
    }
  }
}
