package dev.qbipc.client.impl;

import com.sun.jna.Memory;
import dev.qbipc.QbException;
import dev.qbipc.SocketMode;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.socket.SocketPoll;
import dev.qbipc.linux.socket.SocketPoll.Readiness;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.wire.SocketAddressDescriptor;

/**
 * The client's end of the setup socket: after the handshake, the notification bytes and the hang-up
 * (section 4). Belongs to the client's thread, except {@link #shutDown()}.
 */
final class SetupSocket {

  private static final int END_OF_STREAM = 0;

  private final String service;
  private final UnixSocket socket;
  private final SocketPoll poll;
  private final Memory notification = new Memory(1);
  private volatile boolean shutDown;
  private volatile boolean hungUp;
  private boolean closed;

  private SetupSocket(String service, UnixSocket socket) {
    this.service = service;
    this.socket = socket;
    this.poll = new SocketPoll(socket);
    notification.clear();
  }

  /**
   * Connects to a service.
   *
   * @throws QbException ECONNREFUSED or ENOENT without such a service, EAGAIN when it accepts too
   *     slowly
   */
  static SetupSocket connect(QbClientOptions options) {
    String service = options.getService();
    try {
      return new SetupSocket(service, UnixSocket.connect(address(options), service));
    } catch (SystemCallException e) {
      throw new QbException(e.errno(), "cannot connect to service " + service, e);
    }
  }

  private static byte[] address(QbClientOptions options) {
    SocketMode mode = options.getSocketMode();
    return mode.isInFileSystem()
        ? SocketAddressDescriptor.fileAddress(
            options.getSocketDirectory() + "/" + options.getService())
        : SocketAddressDescriptor.abstractAddress(options.getService());
  }

  /**
   * Asks for a connection and waits for the answer.
   *
   * @param maxMessageSize the largest message to ask for, in bytes
   * @throws QbException as {@link Handshake#perform}
   */
  Grant handshake(int maxMessageSize, Deadline deadline) {
    return new Handshake(service, socket, poll).perform(maxMessageSize, deadline);
  }

  /**
   * Tells the server of one request, by exactly one byte. Waits, without spinning, while the server
   * has let the socket fill up.
   *
   * @throws QbException ENOTCONN when the server is gone
   */
  void notifyServer() {
    long sent = socket.send(notification, 1);
    while (sent == -Errno.EAGAIN) {
      if (poll.awaitWritable(Deadline.NO_LIMIT) == Readiness.HUNG_UP) {
        throw hangUpFailure();
      }
      sent = socket.send(notification, 1);
    }
    if (sent < 0) {
      throw failure((int) -sent, "cannot notify the server");
    }
  }

  /**
   * Waits for the byte of an event.
   *
   * @return whether there is one; false when the time is over
   * @throws QbException ENOTCONN when the server is gone
   */
  boolean awaitNotification(Deadline deadline) {
    Readiness readiness = poll.awaitReadable(deadline.remaining());
    if (readiness == Readiness.HUNG_UP) {
      throw hangUpFailure();
    }
    return readiness == Readiness.READY;
  }

  /**
   * Takes the one byte of an event.
   *
   * @throws QbException ENOTCONN when the server is gone
   */
  void takeNotification() {
    long received = socket.receive(notification, 1);
    if (received <= END_OF_STREAM) {
      throw failure(
          received == END_OF_STREAM ? Errno.ENOTCONN : (int) -received, "cannot read a byte");
    }
  }

  /** Whether the server is gone, or {@link #shutDown()} was called. */
  boolean isHungUp() {
    if (poll.awaitReadable(0) == Readiness.HUNG_UP) {
      noteHangUp();
    }
    return hungUp || shutDown;
  }

  /** What a call that met a hang-up fails with. */
  QbException hangUpFailure() {
    return failure(Errno.ENOTCONN, "connection ended");
  }

  private QbException failure(int errno, String what) {
    if (isHangUp(errno)) {
      noteHangUp();
      return new QbException(Errno.ENOTCONN, "service " + service + ": " + what);
    }
    return new QbException(errno, "service " + service + ": " + what);
  }

  /** Whether an error of the socket says that the server is gone; callers see ENOTCONN then. */
  static boolean isHangUp(int errno) {
    return errno == Errno.EPIPE || errno == Errno.ECONNRESET || errno == Errno.ENOTCONN;
  }

  private void noteHangUp() {
    // Our own shutdown looks like the server's.
    if (!shutDown) {
      hungUp = true;
    }
  }

  /** Whether the server was seen to have hung up before {@link #shutDown()}. */
  boolean wasHungUp() {
    return hungUp;
  }

  /** Ends the conversation, and with it every wait on this socket. Any thread may call it. */
  synchronized void shutDown() {
    if (closed || shutDown) {
      return;
    }
    if (new SocketPoll(socket).awaitReadable(0) == Readiness.HUNG_UP) {
      hungUp = true;
    }
    shutDown = true;
    socket.shutdown();
  }

  /** Ends the conversation and closes the descriptor; a second call does nothing. */
  synchronized void close() {
    shutDown();
    closed = true;
    socket.close();
  }
}
