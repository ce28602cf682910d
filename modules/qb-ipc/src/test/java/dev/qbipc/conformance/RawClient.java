package dev.qbipc.conformance;

import com.sun.jna.Memory;
import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.libqb.Posix;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.wire.MessageDescriptor;
import dev.qbipc.wire.SetupRequestDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;
import dev.qbipc.wire.SocketAddressDescriptor;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A client without libqb, which does the protocol by hand and may do it wrong: any bytes on the
 * setup socket, anything in the rings. Belongs to one thread.
 */
public final class RawClient implements AutoCloseable {

  private static final int PATIENCE_MILLIS = (int) OutputLines.PATIENCE.toMillis();
  private static final byte[] NOTIFICATION = {0};

  private final UnixSocket socket;
  private RawRing request;
  private RawRing response;
  private RawRing event;

  private RawClient(UnixSocket socket) {
    this.socket = socket;
  }

  /** Connects the setup socket to an abstract address and sends nothing. */
  public static RawClient connect(String service) {
    return connect(SocketAddressDescriptor.abstractAddress(service), service);
  }

  /** As {@link #connect(String)}, to a socket in the file system. */
  static RawClient connect(Path socket) {
    String path = socket.toString();
    return connect(SocketAddressDescriptor.fileAddress(path), path);
  }

  private static RawClient connect(byte[] address, String subject) {
    try {
      return new RawClient(UnixSocket.connect(address, subject));
    } catch (SystemCallException e) {
      throw new QbException(e.errno(), "connect", e);
    }
  }

  /** As {@link #connect}, again and again while the server's queue is full (EAGAIN). */
  public static RawClient connectWhenTheQueueHasRoom(String service) {
    while (true) {
      try {
        return connect(service);
      } catch (QbException e) {
        if (e.errno() != Errno.EAGAIN) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  /** Connects, shakes hands and opens the rings, as a well-behaved client does. */
  public static RawClient open(String service, int maxMessageSize) {
    var client = connect(service);
    try {
      client.sendBytes(SetupRequestDescriptor.encode(maxMessageSize));
      SetupAnswer answer = client.receiveAnswer();
      if (answer.error() != 0) {
        throw new QbException(-answer.error(), "handshake with " + service);
      }
      client.openRings(answer);
      return client;
    } catch (RuntimeException | AssertionError e) {
      client.close();
      throw e;
    }
  }

  /** Sends bytes on the setup socket, all in one call. */
  public void sendBytes(byte... bytes) {
    long sent = socket.send(bytes);
    if (sent != bytes.length) {
      throw new AssertionError("sent " + sent + " of " + bytes.length + " bytes");
    }
  }

  /** As {@link #sendBytes}, where the peer may be gone: a negated errno, or the bytes sent. */
  public long trySendBytes(byte... bytes) {
    return socket.send(bytes);
  }

  /**
   * Waits until the setup socket is readable or hung up.
   *
   * @return {@link Posix#POLLIN}, {@link Posix#POLLHUP}, or 0 after the timeout
   */
  public int awaitReadable(int timeoutMillis) {
    return Posix.awaitReadable(socket.fd(), timeoutMillis);
  }

  /** What one receive call on the setup socket brings, now; no bytes at the end of the stream. */
  public byte[] receiveNow(int most) {
    try (var memory = new Memory(most)) {
      long received = socket.receive(memory, most);
      if (received < 0) {
        throw new QbException((int) -received, "receive on the setup socket");
      }
      return memory.getByteArray(0, (int) received);
    }
  }

  /** Waits for the answer and takes it the way libqb 2.0.6 does: in one receive call. */
  public SetupAnswer receiveAnswer() {
    if (awaitReadable(PATIENCE_MILLIS) == 0) {
      throw new AssertionError("no answer in " + OutputLines.PATIENCE);
    }
    byte[] bytes = receiveNow(SetupResponseDescriptor.SIZE);
    if (bytes.length != SetupResponseDescriptor.SIZE) {
      throw new AssertionError("answer of " + bytes.length + " bytes");
    }
    return new SetupAnswer(bytes);
  }

  /** Waits until the server closes the setup socket. Returns how many bytes came before. */
  public int awaitEnd() {
    int total = 0;
    while (true) {
      if (awaitReadable(PATIENCE_MILLIS) == 0) {
        throw new AssertionError("not closed by the server in " + OutputLines.PATIENCE);
      }
      try {
        int received = receiveNow(SetupResponseDescriptor.SIZE).length;
        if (received == 0) {
          return total;
        }
        total += received;
      } catch (QbException e) {
        // The server closed with bytes of ours unread.
        if (e.errno() == Errno.ECONNRESET) {
          return total;
        }
        throw e;
      }
    }
  }

  /** Bytes on the setup socket that this client has not read. */
  public int unreadBytes() {
    return Posix.unreadBytes(socket.fd());
  }

  /** Opens the three rings by the paths of the answer. */
  public void openRings(SetupAnswer answer) {
    request = RawRing.open(answer.requestPath());
    response = RawRing.open(answer.responsePath());
    event = RawRing.open(answer.eventPath());
  }

  public RawRing request() {
    return request;
  }

  public RawRing response() {
    return response;
  }

  public RawRing event() {
    return event;
  }

  /** Writes a request into the ring and sends its notification byte. */
  public void send(int id, byte... payload) {
    request.write(requestOf(id, payload));
    sendBytes(NOTIFICATION);
  }

  /**
   * As {@link #send}, with a header that says what it likes of the request's size. The server may
   * have read it and hung up before the byte is sent, for which it does not wait.
   */
  public void sendOfSize(int sizeField, int id, byte... payload) {
    byte[] message = requestOf(id, payload);
    MessageDescriptor.putRequestHeader(message, id, sizeField);
    request.write(message);
    trySendBytes(NOTIFICATION);
  }

  /** As {@link #send}, once the request ring has room. */
  public void sendWhenRoom(int id, byte... payload) {
    int size = MessageDescriptor.REQUEST_HEADER_SIZE + payload.length;
    Eventually.assertBecomes("room in the request ring", true, () -> request.hasRoomFor(size));
    send(id, payload);
  }

  /** A request's bytes, header and payload. */
  public static byte[] requestOf(int id, byte... payload) {
    int size = MessageDescriptor.REQUEST_HEADER_SIZE + payload.length;
    byte[] message = new byte[size];
    MessageDescriptor.putRequestHeader(message, id, size);
    System.arraycopy(payload, 0, message, MessageDescriptor.REQUEST_HEADER_SIZE, payload.length);
    return message;
  }

  /** Takes the next response. */
  public LibqbMessage receive() {
    return message(response.read());
  }

  /** Waits for an event's byte, and takes byte and event. */
  public LibqbMessage receiveEvent() {
    awaitReadable(PATIENCE_MILLIS);
    byte[] message = event.read();
    receiveNow(NOTIFICATION.length);
    return message(message);
  }

  private static LibqbMessage message(byte[] message) {
    return new LibqbMessage(
        MessageDescriptor.id(message),
        MessageDescriptor.size(message),
        MessageDescriptor.error(message),
        Arrays.copyOfRange(message, MessageDescriptor.RESPONSE_HEADER_SIZE, message.length));
  }

  /** The setup socket. */
  public UnixSocket socket() {
    return socket;
  }

  /** Closes the setup socket and removes the mappings. */
  @Override
  public void close() {
    socket.shutdown();
    socket.close();
    for (RawRing ring : new RawRing[] {request, response, event}) {
      if (ring != null) {
        ring.close();
      }
    }
  }
}
