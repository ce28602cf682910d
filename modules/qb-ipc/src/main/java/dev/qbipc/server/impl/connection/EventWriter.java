package dev.qbipc.server.impl.connection;

import com.sun.jna.Memory;
import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.wire.MessageDescriptor;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Writes a connection's events into its event ring and one notification byte per event to its setup
 * socket, in this order (protocol, section 4). Belongs to the connection's reader thread.
 *
 * <p>A byte that the socket does not take now is owed and sent later, together with others; the
 * event itself is in the ring already.
 */
final class EventWriter {

  private static final int MAX_BYTES_AT_ONCE = 512;
  private static final Memory ZEROS = zeros();

  private final ServerConnection connection;
  private final OutgoingRing ring;
  private final UnixSocket socket;
  private final ConnectionCounters counters;
  private int owed;

  EventWriter(
      ServerConnection connection,
      OutgoingRing ring,
      UnixSocket socket,
      ConnectionCounters counters) {
    this.connection = connection;
    this.ring = ring;
    this.socket = socket;
    this.counters = counters;
  }

  private static Memory zeros() {
    var memory = new Memory(MAX_BYTES_AT_ONCE);
    memory.clear();
    return memory;
  }

  /** Sends an event, or says why not: EMSGSIZE, EAGAIN for a full ring, ENOTCONN. */
  Future<Void> send(int id, int error, List<Buffer> parts) {
    if (connection.isClosed()) {
      return failed(Errno.ENOTCONN);
    }
    long length = OutgoingRing.length(parts);
    if (MessageDescriptor.RESPONSE_HEADER_SIZE + length > connection.maxMessageSize()) {
      return failed(Errno.EMSGSIZE);
    }
    if (!ring.write(id, error, parts, (int) length)) {
      if (connection.isClosed()) {
        return failed(Errno.ENOTCONN);
      }
      flush();
      return failed(Errno.EAGAIN);
    }
    counters.events++;
    owed++;
    flush();
    return Future.succeededFuture();
  }

  private Future<Void> failed(int errno) {
    return Future.failedFuture(new QbException(errno, "event to " + connection));
  }

  /** Events in the ring that the client has not read, as the semaphore says. */
  int queued() {
    return ring.queued();
  }

  /** Whether notification bytes wait for the socket to take them. */
  boolean owesBytes() {
    return owed > 0;
  }

  /**
   * Sends the notification bytes that are owed, as far as the socket takes them.
   *
   * @return whether it took any
   */
  boolean flush() {
    boolean any = false;
    while (owed > 0) {
      long sent = socket.send(ZEROS, Math.min(owed, MAX_BYTES_AT_ONCE));
      if (sent <= 0) {
        // A peer that is gone is reported by the event loop that watches the socket.
        connection.addStalled();
        break;
      }
      owed -= (int) sent;
      any = true;
    }
    return any;
  }
}
