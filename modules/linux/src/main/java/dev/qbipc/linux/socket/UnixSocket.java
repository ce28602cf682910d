package dev.qbipc.linux.socket;

import static dev.qbipc.linux.libc.Libc.libc;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A Unix stream socket: non-blocking, close-on-exec.
 *
 * <p>Any thread may call it, but not after {@link #close()}: the descriptor's number is then free
 * for others.
 */
public final class UnixSocket implements AutoCloseable {

  private static final int[] ON = {1};
  private static final int[] OFF = {0};

  private final int fd;
  private final AtomicBoolean open = new AtomicBoolean(true);

  private UnixSocket(int fd) {
    this.fd = fd;
  }

  private static UnixSocket create() throws SystemCallException {
    int type = Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC;
    int fd = libc().socket(Libc.AF_UNIX, type, 0);
    if (fd < 0) {
      throw new SystemCallException("socket", "AF_UNIX", libc().errno());
    }
    return new UnixSocket(fd);
  }

  /**
   * Binds and listens, in libqb's order (protocol, section 1.2).
   *
   * @param address a whole {@code sockaddr_un}; its length is part of an abstract name
   * @param subject the address for people
   * @param backlog connections the kernel keeps until they are accepted
   * @return the listening socket, to be closed
   * @throws SystemCallException EADDRINUSE if the name is taken, EMFILE if there are no descriptors
   *     left
   */
  public static UnixSocket listen(byte[] address, String subject, int backlog)
      throws SystemCallException {
    var socket = create();
    try {
      check(libc().bind(socket.fd, address, address.length), "bind", subject);
      socket.passCredentials(true);
      check(libc().listen(socket.fd, backlog), "listen", subject);
      return socket;
    } catch (SystemCallException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Connects, without waiting: EAGAIN when the server's backlog is full.
   *
   * @param address a whole {@code sockaddr_un}
   * @param subject the address for people
   * @return the connected socket, to be closed
   * @throws SystemCallException EAGAIN as above, ECONNREFUSED or ENOENT if nothing listens there
   */
  public static UnixSocket connect(byte[] address, String subject) throws SystemCallException {
    var socket = create();
    try {
      check(libc().connect(socket.fd, address, address.length), "connect", subject);
      socket.passCredentials(true);
      return socket;
    } catch (SystemCallException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Takes the next connection of a listening socket; it will pass credentials.
   *
   * @return the connection, or null when none waits
   * @throws SystemCallException EMFILE or ENFILE if there are no descriptors left; the client waits
   *     on
   */
  public UnixSocket accept() throws SystemCallException {
    int accepted;
    do {
      accepted = libc().accept4(fd, 0, 0, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
    } while (accepted < 0 && libc().errno() == Errno.EINTR);
    if (accepted < 0) {
      int errno = libc().errno();
      if (errno == Errno.EAGAIN || errno == Errno.ECONNABORTED) {
        return null;
      }
      throw new SystemCallException("accept4", "fd " + fd, errno);
    }
    var socket = new UnixSocket(accepted);
    try {
      socket.passCredentials(true);
      return socket;
    } catch (SystemCallException e) {
      socket.close();
      throw e;
    }
  }

  private static void check(int result, String call, String subject) throws SystemCallException {
    if (result != 0) {
      throw new SystemCallException(call, subject, libc().errno());
    }
  }

  /**
   * Sets whether received messages carry the sender's credentials.
   *
   * @param on whether they do
   * @throws SystemCallException if the kernel refuses
   */
  public void passCredentials(boolean on) throws SystemCallException {
    int[] value = on ? ON : OFF;
    int result = libc().setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_PASSCRED, value, Integer.BYTES);
    check(result, "setsockopt", "SO_PASSCRED");
  }

  /**
   * {@return the process that called connect, with the effective ids it had then} The first message
   * says whom to serve ({@link CredentialedReceiver}).
   *
   * @throws SystemCallException if the kernel refuses
   */
  public Credentials connector() throws SystemCallException {
    int[] ids = new int[3];
    int[] length = {ids.length * Integer.BYTES};
    int result = libc().getsockopt(fd, Libc.SOL_SOCKET, Libc.SO_PEERCRED, ids, length);
    check(result, "getsockopt", "SO_PEERCRED");
    return new Credentials(ids[0], ids[1], ids[2]);
  }

  /**
   * Sends bytes in one call, without waiting and without SIGPIPE.
   *
   * @param bytes all of them
   * @return bytes the kernel took, or a negated errno
   */
  public long send(byte[] bytes) {
    try (var memory = new Memory(bytes.length)) {
      memory.write(0, bytes, 0, bytes.length);
      return send(memory, bytes.length);
    }
  }

  /**
   * Sends the first bytes of a buffer in one call, without waiting and without SIGPIPE.
   *
   * @param memory where they are
   * @param length how many
   * @return bytes the kernel took, or a negated errno
   */
  public long send(Memory memory, int length) {
    long sent;
    do {
      sent =
          libc()
              .send(fd, Pointer.nativeValue(memory), length, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL);
    } while (sent < 0 && libc().errno() == Errno.EINTR);
    return sent < 0 ? -libc().errno() : sent;
  }

  /**
   * Takes what waits, up to the buffer's size, without waiting.
   *
   * @param memory where they go
   * @param length the most to take
   * @return bytes taken, 0 at the end of the stream, or a negated errno
   */
  public long receive(Memory memory, long length) {
    long received = libc().recv(fd, Pointer.nativeValue(memory), length, Libc.MSG_DONTWAIT);
    return received < 0 ? -libc().errno() : received;
  }

  /** Ends the conversation in both directions; the peer sees it at once. */
  public void shutdown() {
    libc().shutdown(fd, Libc.SHUT_RDWR);
  }

  /** {@return the descriptor, to be watched by an event loop} */
  public int fd() {
    return fd;
  }

  /** Closes the descriptor; a second call does nothing. */
  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      libc().close(fd);
    }
  }
}
