package dev.qbipc.server.impl.connection;

import dev.qbipc.server.impl.limits.HeldMemory;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Writes a connection's responses into its response ring (design, section 2.4). Belongs to the
 * connection's reader thread.
 *
 * <p>One that finds the ring full, or others waiting, is kept until the client has read, which is
 * not announced: the reader calls {@link #drain()} repeatedly meanwhile.
 */
final class ResponseWriter {

  /** What is returned for a response that is in the ring already. */
  static final Future<Void> WRITTEN = Future.succeededFuture();

  private final ServerConnection connection;
  private final OutgoingRing ring;
  private final ConnectionCounters counters;
  private final HeldMemory.Share memory;
  private final int maxBacklogBytes;
  private final HeldResponses backlog;

  ResponseWriter(
      ServerConnection connection,
      OutgoingRing ring,
      ConnectionCounters counters,
      HeldMemory.Share memory,
      int maxBacklogBytes) {
    this.connection = connection;
    this.ring = ring;
    this.counters = counters;
    this.memory = memory;
    this.maxBacklogBytes = maxBacklogBytes;
    this.backlog = heldApart();
  }

  /** For responses that are not yet to be written: none so far. */
  HeldResponses heldApart() {
    return new HeldResponses(connection, memory, maxBacklogBytes);
  }

  /** The most bytes of payload that a response can have. */
  int maxPayload() {
    return ring.maxPayload();
  }

  /** Whether responses are kept because the ring was full. */
  boolean hasBacklog() {
    return !backlog.isEmpty();
  }

  /**
   * Whether the client has taken all that is in the ring. The caller surfaces faults, once for all
   * the connections that it asks about.
   */
  boolean areRead() {
    return ring.isRead();
  }

  /** How often the client slept when a response came. */
  int wakeUps() {
    return ring.wakeUps();
  }

  /**
   * Writes a response, or keeps it.
   *
   * @param length of at most {@link #maxPayload} bytes
   * @param last whether it is the last one of its request
   * @return {@link #WRITTEN} if it is in the ring
   */
  Future<Void> write(int id, int error, byte[] source, int offset, int length, boolean last) {
    if (backlog.isEmpty() && tryWrite(id, error, source, offset, length)) {
      return WRITTEN;
    }
    return keep(id, error, source, offset, length, last);
  }

  /** As above, with a payload in parts, which are copied if it is kept. */
  Future<Void> write(int id, int error, List<Buffer> parts, int length, boolean last) {
    if (backlog.isEmpty() && ring.write(id, error, parts, length)) {
      counters.responses++;
      return WRITTEN;
    }
    return keep(id, error, whole(parts), 0, length, last);
  }

  /** Sends a response that belongs to no request, behind those that were written or kept so far. */
  Future<Void> send(int id, int error, List<Buffer> parts) {
    if (connection.isClosed()) {
      return Future.failedFuture(ResponseErrors.notConnected(connection));
    }
    long length = OutgoingRing.length(parts);
    if (length > maxPayload()) {
      return Future.failedFuture(ResponseErrors.tooLarge(connection, length, maxPayload()));
    }
    return write(id, error, parts, (int) length, false);
  }

  private boolean tryWrite(int id, int error, byte[] source, int offset, int length) {
    boolean written = ring.write(id, error, source, offset, length);
    if (written) {
      counters.responses++;
    }
    return written;
  }

  /** The payload that parts make, as it can be kept. */
  static byte[] whole(List<Buffer> parts) {
    var whole = Buffer.buffer();
    parts.forEach(whole::appendBuffer);
    return whole.getBytes();
  }

  private Future<Void> keep(
      int id, int error, byte[] source, int offset, int length, boolean last) {
    if (connection.isClosed()) {
      return Future.failedFuture(ResponseErrors.notConnected(connection));
    }
    boolean isFirst = backlog.isEmpty();
    Future<Void> written = backlog.hold(id, error, source, offset, length, last);
    if (isFirst && written.failed()) {
      // There may be room for what the client gets in its place.
      drain();
    }
    if (hasBacklog()) {
      connection.addStalled();
    }
    return written;
  }

  /** Writes responses that were held apart, whose turn it is now, or keeps them. */
  void takeOver(HeldResponses held) {
    held.moveTo(backlog);
    drain();
    if (hasBacklog()) {
      connection.addStalled();
    }
  }

  /**
   * Writes kept responses as far as the ring takes them.
   *
   * @return whether any was written
   */
  boolean drain() {
    boolean any = false;
    for (var first = backlog.first(); first != null; first = backlog.first()) {
      if (connection.isClosed()
          || !tryWrite(first.id(), first.error(), first.source(), first.offset(), first.length())) {
        break;
      }
      backlog.firstWritten();
      any = true;
    }
    return any;
  }

  /** Fails everything that was not written. The connection is closed by now. */
  void abandon() {
    backlog.abandon();
  }
}
