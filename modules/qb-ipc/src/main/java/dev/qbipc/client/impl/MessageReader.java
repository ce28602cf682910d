package dev.qbipc.client.impl;

import dev.qbipc.QbException;
import dev.qbipc.client.QbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.ring.ChunkReader;
import dev.qbipc.ring.Ring;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.MessageDescriptor;
import io.vertx.core.buffer.Buffer;

/**
 * Takes messages from the response or the event ring (section 6). Belongs to the client's thread.
 */
final class MessageReader {

  /** What {@link #length} returns when the server broke the ring. */
  static final int BROKEN = -1;

  private final ChunkReader chunks;
  private final int longest;

  MessageReader(Ring ring) {
    // The space is given back at once: this is the only reader, and the server may need it.
    chunks = ring.reader(0);
    longest = ring.words() * ChunkDescriptor.WORD - ChunkDescriptor.MARGIN;
  }

  ChunkReader chunks() {
    return chunks;
  }

  /**
   * The length of the chunk that is posted.
   *
   * @return bytes, or {@link #BROKEN} when it is no chunk or cannot be that long
   */
  int length() {
    int length = chunks.nextLength();
    boolean possible = length >= 0 && length <= longest;
    return possible ? length : BROKEN;
  }

  /**
   * Takes the chunk that is posted.
   *
   * @param length as {@link #length()} said
   * @throws QbException EBADMSG when it has no room for a header; it is taken all the same
   */
  QbMessage take(int length) {
    byte[] message = new byte[length];
    chunks.copy(0, message, length);
    chunks.advance(length);
    if (length < MessageDescriptor.RESPONSE_HEADER_SIZE) {
      throw new QbException(Errno.EBADMSG, "the server sent a message of " + length + " bytes");
    }
    return new QbMessage(
        MessageDescriptor.id(message),
        MessageDescriptor.error(message),
        Buffer.buffer(message).slice(MessageDescriptor.RESPONSE_HEADER_SIZE, length));
  }
}
