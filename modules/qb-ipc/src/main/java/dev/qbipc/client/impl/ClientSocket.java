package dev.qbipc.client.impl;

import com.sun.jna.Memory;
import dev.qbipc.QbException;
import dev.qbipc.SocketMode;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.event.SocketWatch;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.wire.SocketAddressDescriptor;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;

/**
 * The client's end of the setup socket: after the handshake, the notification bytes and the hang-up
 * (protocol, section 4). Belongs to the event loop, once it is watched there.
 */
final class ClientSocket {

  private static final int END_OF_STREAM = 0;

  /** As many events as the kernel's buffer has bytes of them, more or less. */
  private static final int BYTES_AT_ONCE = 512;

  private final String service;
  private final UnixSocket socket;
  private final Memory notification = new Memory(1);
  private final Memory received = new Memory(BYTES_AT_ONCE);
  private SocketWatch watch;
  private boolean owing;
  private boolean stalled;
  private boolean closed;

  private ClientSocket(String service, UnixSocket socket) {
    this.service = service;
    this.socket = socket;
    notification.clear();
  }

  /**
   * Connects to a service; any thread may do so.
   *
   * @throws QbException ECONNREFUSED or ENOENT without such a service, EAGAIN when it accepts too
   *     slowly
   */
  static ClientSocket connect(QbClientOptions options) {
    String service = options.getService();
    try {
      return new ClientSocket(service, UnixSocket.connect(address(options), service));
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

  /** Reports what happens to the socket, on an event loop. */
  Future<Void> watch(ContextInternal loop, SocketWatch.Handler handler) {
    return SocketWatch.start(loop, socket.fd(), handler)
        .map(
            started -> {
              watch = started;
              return null;
            });
  }

  /** Reports nothing until {@link #report}. */
  void pause() {
    watch.pause();
  }

  /** Reports events, hang-up, and room for a byte that is owed. */
  void report(SocketWatch.Handler handler) {
    watch.handler(handler);
    watchAsNeeded();
  }

  /** The socket itself, for the handshake. */
  UnixSocket handle() {
    return socket;
  }

  /**
   * Tells the server of one request, by exactly one byte. While the server has let the socket fill
   * up, the byte is owed, and sent when there is room.
   *
   * @return whether it was sent
   * @throws QbException ENOTCONN when the server is gone
   */
  boolean notifyServer() {
    owing = true;
    return sendOwed();
  }

  /**
   * Sends the byte that is owed, if one is.
   *
   * @return whether none is owed any more
   * @throws QbException ENOTCONN when the server is gone
   */
  boolean sendOwed() {
    if (!owing) {
      return true;
    }
    long sent = socket.send(notification, 1);
    if (sent == -Errno.EAGAIN) {
      watchAsNeeded();
      return false;
    }
    if (sent < 0) {
      throw failure((int) -sent, "cannot notify the server");
    }
    owing = false;
    watchAsNeeded();
    return true;
  }

  /** Whether a byte is owed: the server does not read, and gets no more requests. */
  boolean isOwing() {
    return owing;
  }

  /**
   * Takes the bytes of events, and is told of more; or leaves them where they are, and is told of
   * the hang-up alone.
   */
  void stallEvents(boolean stalled) {
    if (this.stalled != stalled) {
      this.stalled = stalled;
      watchAsNeeded();
    }
  }

  private void watchAsNeeded() {
    watch.watch(!stalled, owing);
  }

  /**
   * Takes bytes of events, some or all. How many events there are is for their ring to say.
   *
   * @return whether the server is still there
   * @throws QbException the errno of a socket that cannot be read
   */
  boolean takeNotifications() {
    long count = socket.receive(received, BYTES_AT_ONCE);
    if (count < 0 && count != -Errno.EAGAIN && count != -Errno.EINTR) {
      throw failure((int) -count, "cannot read the setup socket");
    }
    return count != END_OF_STREAM;
  }

  private QbException failure(int errno, String what) {
    int seen = isHangUp(errno) ? Errno.ENOTCONN : errno;
    return new QbException(seen, "service " + service + ": " + what);
  }

  /** Whether an error of the socket says that the server is gone; callers see ENOTCONN then. */
  static boolean isHangUp(int errno) {
    return errno == Errno.EPIPE || errno == Errno.ECONNRESET || errno == Errno.ENOTCONN;
  }

  /** Ends the conversation and closes the descriptor; a second call does nothing. */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (watch != null) {
      watch.stop();
    }
    socket.shutdown();
    socket.close();
  }
}
