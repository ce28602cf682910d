package dev.qbipc.libqb;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import dev.qbipc.QbException;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.testing.Patience;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.MessageDescriptor;

/**
 * A connection of the real libqb client. A call that fails throws a {@link QbException} with the
 * errno that C saw; {@link #trySend} returns it instead.
 *
 * <p>Any thread may use it, but only one at a time, as libqb's handles demand.
 */
public final class LibqbClient implements AutoCloseable {

  /** A timeout that never ends. */
  public static final int FOREVER = -1;

  private static final int IOVEC_LENGTH_OFFSET = 8;
  private static final int IOVEC_SIZE = 16;

  private final String service;
  private final Memory incoming;
  private long connection;

  private LibqbClient(String service, long connection) {
    this.service = service;
    this.connection = connection;
    // A response may be as large as the ring lets it be, which is more than the granted size.
    int size = Libqb.qb_ipcc_get_buffer_size(connection);
    incoming = new Memory(ChunkDescriptor.dataSize(size, Processes.pageSize()));
  }

  /** Connects and asks for the smallest message size. */
  public static LibqbClient connect(String service) {
    return connect(service, 0);
  }

  /** As {@link #connect(String)}, again and again while the server's queue is full (EAGAIN). */
  public static LibqbClient connectWhenTheQueueHasRoom(String service) {
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (true) {
      try {
        return connect(service);
      } catch (QbException e) {
        if (e.errno() != Errno.EAGAIN || System.nanoTime() > end) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  /**
   * Connects.
   *
   * @param maxMessageSize the largest message to ask for, in bytes; libqb asks for at least 12328
   */
  public static LibqbClient connect(String service, long maxMessageSize) {
    long connection = Libqb.qb_ipcc_connect(service, maxMessageSize);
    if (connection == 0) {
      throw new QbException(Native.getLastError(), "cannot connect to " + service);
    }
    return new LibqbClient(service, connection);
  }

  /** Begins to connect; {@link Connecting#finish()} when the descriptor is readable. */
  public static Connecting connectAsync(String service, long maxMessageSize) {
    var fd = new IntByReference();
    long connection = Libqb.qb_ipcc_connect_async(service, maxMessageSize, fd);
    if (connection == 0) {
      throw new QbException(Native.getLastError(), "cannot connect to " + service);
    }
    return new Connecting(service, connection, fd.getValue());
  }

  /** A connection whose answer has not been read. */
  public record Connecting(String service, long connection, int fd) {

    /** Reads the answer; a failure frees the connection. */
    public LibqbClient finish() {
      int result = Libqb.qb_ipcc_connect_continue(connection);
      if (result != 0) {
        throw new QbException(-result, "cannot finish connecting to " + service);
      }
      return new LibqbClient(service, connection);
    }
  }

  /** Sends a request. */
  public void send(int id, byte... payload) {
    check(trySend(id, payload), "send");
  }

  /**
   * Sends a request ({@code qb_ipcc_send}).
   *
   * @return bytes sent, or a negated errno
   */
  public long trySend(int id, byte... payload) {
    try (var message = request(id, payload)) {
      return Libqb.qb_ipcc_send(connection, message, message.size());
    }
  }

  /** As {@link #trySend}, header and payload apart ({@code qb_ipcc_sendv}). */
  public long trySendVector(int id, byte... payload) {
    try (var message = request(id, payload);
        var iovec = headerAndPayload(message)) {
      return Libqb.qb_ipcc_sendv(connection, iovec, count(iovec));
    }
  }

  /** Takes the next response, which has to come in time. */
  public LibqbMessage receive() {
    return receive((int) OutputLines.PATIENCE.toMillis());
  }

  /**
   * Takes the next response.
   *
   * @param timeoutMillis 0 looks once, {@link #FOREVER} waits
   */
  public LibqbMessage receive(int timeoutMillis) {
    long length = Libqb.qb_ipcc_recv(connection, incoming, incoming.size(), timeoutMillis);
    return LibqbMessage.read(incoming, (int) check(length, "receive"));
  }

  /** Takes the next response into a buffer of so many bytes, which may be too small for it. */
  public LibqbMessage receive(int timeoutMillis, int capacity) {
    long length = Libqb.qb_ipcc_recv(connection, incoming, capacity, timeoutMillis);
    return LibqbMessage.read(incoming, (int) check(length, "receive"));
  }

  /** Sends a request and takes the next response ({@code qb_ipcc_sendv_recv}). */
  public LibqbMessage sendReceive(int id, byte[] payload, int timeoutMillis) {
    try (var message = request(id, payload);
        var iovec = headerAndPayload(message)) {
      long length =
          Libqb.qb_ipcc_sendv_recv(
              connection, iovec, count(iovec), incoming, incoming.size(), timeoutMillis);
      return LibqbMessage.read(incoming, (int) check(length, "sendv_recv"));
    }
  }

  /** Sends a request of numbers and takes its response, which has to come in time. */
  public LibqbMessage call(int id, int... numbers) {
    return call(id, LibqbMessage.ints(numbers));
  }

  /** Sends a request and takes its response, which has to come in time. */
  public LibqbMessage call(int id, byte[] payload) {
    return sendReceive(id, payload, (int) OutputLines.PATIENCE.toMillis());
  }

  /**
   * As {@link #call(int, byte[])}, again and again while the request does not fit: libqb's server
   * answers before it gives the space of the previous request back.
   */
  public LibqbMessage callWhenThereIsRoom(int id, byte[] payload) {
    while (true) {
      try {
        return call(id, payload);
      } catch (QbException e) {
        if (e.errno() != Errno.EAGAIN) {
          throw e;
        }
        Thread.yield();
      }
    }
  }

  /** Takes the next event, which has to come in time. */
  public LibqbMessage receiveEvent() {
    return receiveEvent((int) OutputLines.PATIENCE.toMillis());
  }

  /**
   * Takes the next event.
   *
   * @param timeoutMillis 0 looks once, {@link #FOREVER} waits
   */
  public LibqbMessage receiveEvent(int timeoutMillis) {
    long length = Libqb.qb_ipcc_event_recv(connection, incoming, incoming.size(), timeoutMillis);
    return LibqbMessage.read(incoming, (int) check(length, "event_recv"));
  }

  /** Sets the flow-control word up to which sending fails with EAGAIN: 0, 1 or 2. */
  public void flowControlLimit(int max) {
    check(Libqb.qb_ipcc_fc_enable_max_set(connection, max), "fc_enable_max_set");
  }

  /** Whether libqb takes the server to be there. */
  public boolean isConnected() {
    return Libqb.qb_ipcc_is_connected(connection) != 0;
  }

  /** The granted message size, in bytes. */
  public int bufferSize() {
    return Libqb.qb_ipcc_get_buffer_size(connection);
  }

  /** The descriptor to be polled for events. */
  public int fd() {
    var fd = new IntByReference();
    check(Libqb.qb_ipcc_fd_get(connection, fd), "fd_get");
    return fd.getValue();
  }

  /** The server's ids as the handshake brought them. */
  public Credentials server() {
    var pid = new IntByReference();
    var uid = new IntByReference();
    var gid = new IntByReference();
    check(Libqb.qb_ipcc_auth_get(connection, pid, uid, gid), "auth_get");
    return new Credentials(pid.getValue(), uid.getValue(), gid.getValue());
  }

  /** Attaches a pointer of the application. */
  public void context(long context) {
    Libqb.qb_ipcc_context_set(connection, context);
  }

  /** The attached pointer. */
  public long context() {
    return Libqb.qb_ipcc_context_get(connection);
  }

  /** The largest datagram up to a size that really passes a socket pair. */
  public static int verifyDatagramSize(long size) {
    return Libqb.qb_ipcc_verify_dgram_max_msg_size(size);
  }

  /** Disconnects; a second call does nothing. */
  @Override
  public void close() {
    if (connection != 0) {
      Libqb.qb_ipcc_disconnect(connection);
      connection = 0;
    }
  }

  private long check(long result, String call) {
    if (result < 0) {
      throw new QbException((int) -result, call + " on " + service);
    }
    return result;
  }

  private static Memory request(int id, byte[] payload) {
    int size = MessageDescriptor.REQUEST_HEADER_SIZE + payload.length;
    byte[] message = new byte[size];
    MessageDescriptor.putRequestHeader(message, id, size);
    System.arraycopy(payload, 0, message, MessageDescriptor.REQUEST_HEADER_SIZE, payload.length);
    var memory = new Memory(size);
    memory.write(0, message, 0, size);
    return memory;
  }

  private static Memory headerAndPayload(Memory message) {
    long address = Pointer.nativeValue(message);
    int header = MessageDescriptor.REQUEST_HEADER_SIZE;
    var iovec = new Memory(2L * IOVEC_SIZE);
    iovec.setLong(0, address);
    iovec.setLong(IOVEC_LENGTH_OFFSET, header);
    iovec.setLong(IOVEC_SIZE, address + header);
    iovec.setLong(IOVEC_SIZE + IOVEC_LENGTH_OFFSET, message.size() - header);
    return iovec;
  }

  private static int count(Memory iovec) {
    return (int) (iovec.size() / IOVEC_SIZE);
  }
}
