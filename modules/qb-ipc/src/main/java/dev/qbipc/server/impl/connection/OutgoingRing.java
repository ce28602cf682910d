package dev.qbipc.server.impl.connection;

import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.ring.ChunkWriter;
import dev.qbipc.ring.Ring;
import dev.qbipc.ring.RingViolationException;
import dev.qbipc.server.impl.reader.FaultWatch;
import dev.qbipc.wire.MessageDescriptor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A ring into which a connection's messages to its client go: its responses, or its events. Belongs
 * to the connection's reader thread.
 */
final class OutgoingRing {

  /** From this length on, copying takes so long that the client falls asleep meanwhile. */
  private static final int LONG = 128 * 1024;

  private final ServerConnection connection;
  private final String violation;

  /** From so many bytes on, the client is woken half-way through the copy. */
  private final int longFrom;

  private final ChunkWriter ring;
  private final PendingFault faults;
  private final FaultWatch watch;
  private final ConnectionCounters counters;

  /**
   * @param violation what is said of a client that breaks the ring; whole, since to make a text of
   *     parts would surface a fault before the connection is ended (see {@link PendingFault})
   */
  OutgoingRing(
      ServerConnection connection,
      Ring ring,
      ConnectionCounters counters,
      String violation,
      boolean wakesHalfway) {
    this.connection = connection;
    this.violation = violation;
    this.longFrom = wakesHalfway ? LONG : Integer.MAX_VALUE;
    this.faults = connection.reader().pendingFault();
    this.watch = connection.reader().faults();
    this.ring = ring.writer(faults);
    this.counters = counters;
  }

  /** The most bytes of payload that a message can have. */
  int maxPayload() {
    return ring.capacity() - MessageDescriptor.RESPONSE_HEADER_SIZE;
  }

  /**
   * Writes a message, if there is room for it.
   *
   * @param source of which a part is the payload, of at most {@link #maxPayload} bytes
   * @return false if the ring is full, or broken, which has ended the connection
   */
  boolean write(int id, int error, byte[] source, int offset, int length) {
    watch.entered();
    try {
      int at = begin(id, error, length);
      if (at == ChunkWriter.FULL) {
        return false;
      }
      copy(source, offset, ring.memory(), at, length);
      commit(length);
    } catch (InternalError | RingViolationException e) {
      connection.violated(violation, e);
      return false;
    } finally {
      watch.left();
    }
    return true;
  }

  /** Bytes of a payload in parts; more than a message can have, perhaps. */
  static long length(List<Buffer> parts) {
    long length = 0;
    for (Buffer part : parts) {
      length += part.length();
    }
    return length;
  }

  /**
   * As {@link #write(int, int, byte[], int, int)}, with a payload in parts.
   *
   * @param length of all of them together
   */
  boolean write(int id, int error, List<Buffer> parts, int length) {
    watch.entered();
    try {
      int at = begin(id, error, length);
      if (at == ChunkWriter.FULL) {
        return false;
      }
      copy(parts, ring.memory(), at, length);
      commit(length);
    } catch (InternalError | RingViolationException e) {
      connection.violated(violation, e);
      return false;
    } finally {
      watch.left();
    }
    return true;
  }

  /**
   * Claims room for a message and writes its header.
   *
   * @return where its payload goes, or {@link ChunkWriter#FULL}
   */
  private int begin(int id, int error, int length) throws RingViolationException {
    int size = MessageDescriptor.RESPONSE_HEADER_SIZE + length;
    int at = ring.claim(size);
    if (at == ChunkWriter.FULL) {
      faults.raise();
      counters.sendRetries++;
      return at;
    }
    MessageDescriptor.putResponseHeader(ring.memory(), at, id, size, error);
    return at + MessageDescriptor.RESPONSE_HEADER_SIZE;
  }

  private void commit(int length) throws RingViolationException {
    ring.commit(MessageDescriptor.RESPONSE_HEADER_SIZE + length);
  }

  private void copy(List<Buffer> parts, ByteBuffer memory, int at, int length) {
    int end = at + length;
    int wakeAt = length < longFrom ? end : at + length / 2;
    int next = at;
    for (Buffer part : parts) {
      ByteBuffer bytes = ((BufferInternal) part).getByteBuf().nioBuffer();
      int left = Math.min(bytes.remaining(), end - next);
      if (next < wakeAt && next + left >= wakeAt && wakeAt < end) {
        int first = wakeAt - next;
        memory.put(next, bytes, bytes.position(), first);
        ring.wakeReader();
        memory.put(wakeAt, bytes, bytes.position() + first, left - first);
      } else {
        memory.put(next, bytes, bytes.position(), left);
      }
      next += left;
    }
    if (next < end) {
      throw new IllegalStateException("a part of a payload was cut while it was sent");
    }
  }

  private void copy(byte[] source, int offset, ByteBuffer memory, int at, int length) {
    if (length < longFrom) {
      memory.put(at, source, offset, length);
      return;
    }
    // Woken now, its client is awake when the rest is there. One that is woken much sooner finds
    // nothing and sleeps again.
    int half = length / 2;
    memory.put(at, source, offset, half);
    ring.wakeReader();
    memory.put(at + half, source, offset + half, length - half);
  }

  /** How often the client slept when a message came. */
  int wakeUps() {
    return ring.wakeUps();
  }

  /** Whether the client has read all messages; a fault is left to the caller to surface. */
  boolean isRead() {
    return ring.isRead();
  }

  /** Messages that the client has not read, as the semaphore says; 0 in a broken ring. */
  int queued() {
    watch.entered();
    try {
      int queued = ring.queued();
      faults.raise();
      return queued;
    } catch (InternalError e) {
      connection.violated(violation, e);
      return 0;
    } finally {
      watch.left();
    }
  }
}
