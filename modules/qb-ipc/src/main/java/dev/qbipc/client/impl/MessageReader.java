package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.client.QbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.ring.ChunkReader;
import dev.qbipc.ring.Ring;
import dev.qbipc.ring.RingViolationException;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.MessageDescriptor;
import io.netty.buffer.Unpooled;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * Takes messages from the response or the event ring (protocol, section 6). Belongs to the thread
 * that the rings belong to.
 */
final class MessageReader {

  private final ChunkReader chunks;
  private final PendingFault faults;
  private final int longest;

  /**
   * @param lag bytes of taken messages whose space may be released together, by {@link #settle()};
   *     0 releases each at once
   */
  MessageReader(Ring ring, int lag, PendingFault faults) {
    this.chunks = ring.reader(lag);
    this.faults = faults;
    this.longest = ring.words() * ChunkDescriptor.WORD - ChunkDescriptor.MARGIN;
  }

  /** Whether there is a message. */
  boolean isPosted() {
    boolean posted = chunks.isPosted();
    faults.raise();
    return posted;
  }

  /**
   * Takes the next message.
   *
   * @return null when none is posted
   * @throws RingViolationException if the posted chunk is invalid
   * @throws QbException EBADMSG when the message has no room for a header; it is taken all the same
   */
  QbMessage take() {
    QbMessage message = chunks.isPosted() ? takePosted() : null;
    faults.raise();
    return message;
  }

  private QbMessage takePosted() {
    int length = chunks.nextLength();
    if (length < 0 || length > longest) {
      // Or a fault would surface where this is caught, and be caught by nobody.
      faults.raise();
      throw new RingViolationException("an invalid chunk of " + length + " bytes");
    }
    if (length < MessageDescriptor.RESPONSE_HEADER_SIZE) {
      chunks.advance(length);
      faults.raise();
      throw new QbException(Errno.EBADMSG, "the server sent a message of " + length + " bytes");
    }
    int id = chunks.getInt(MessageDescriptor.ID_OFFSET);
    int error = chunks.getInt(MessageDescriptor.ERROR_OFFSET);
    byte[] payload = new byte[length - MessageDescriptor.RESPONSE_HEADER_SIZE];
    chunks.copy(MessageDescriptor.RESPONSE_HEADER_SIZE, payload, payload.length);
    chunks.advance(length);
    return new QbMessage(id, error, BufferInternal.buffer(Unpooled.wrappedBuffer(payload)));
  }

  /** Releases the space of what was taken. */
  void settle() {
    chunks.settle();
  }

  /** Where the kernel finds what the server raises with each message. */
  long semaphore() {
    return chunks.semaphore();
  }

  /** Sets whether the server has to wake a waiter on {@link #semaphore()}. */
  void setWaiting(boolean waiting) {
    chunks.setWaiting(waiting);
    faults.raise();
  }
}
