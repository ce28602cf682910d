package dev.qbipc.linux.socket;

import static dev.qbipc.linux.libc.Libc.libc;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.libc.Libc;

/**
 * Receives bytes together with the credentials of their sender ({@code recvmsg} with
 * SCM_CREDENTIALS; protocol, section 2). Belongs to one thread.
 *
 * <pre>
 *   struct msghdr (LP64, 56 bytes)         the one iovec        the control buffer, 32 bytes
 *    0  name          8  name length        0  base              0  length = 28    8  level
 *   16  iovec        24  iovec count        8  length           12  type
 *   32  control      40  control length                         16  pid   20  uid   24  gid
 *   48  flags
 * </pre>
 *
 * <p>The control buffer has room for credentials only, so descriptors that a hostile peer attaches
 * (SCM_RIGHTS) never enter this process: the kernel drops them.
 */
public final class CredentialedReceiver {

  private static final int MSG_IOVEC_OFFSET = 16;
  private static final int MSG_IOVEC_COUNT_OFFSET = 24;
  private static final int MSG_CONTROL_OFFSET = 32;
  private static final int MSG_CONTROL_LENGTH_OFFSET = 40;
  private static final int MSG_SIZE = 56;

  private static final int IOVEC_LENGTH_OFFSET = 8;
  private static final int IOVEC_SIZE = 16;

  private static final int CMSG_LEVEL_OFFSET = 8;
  private static final int CMSG_TYPE_OFFSET = 12;
  private static final int CMSG_PID_OFFSET = 16;
  private static final int CMSG_UID_OFFSET = 20;
  private static final int CMSG_GID_OFFSET = 24;
  private static final int CMSG_LENGTH = 28;
  private static final int CMSG_SPACE = 32;

  private final Memory message = new Memory(MSG_SIZE);
  private final Memory iovec = new Memory(IOVEC_SIZE);
  private final Memory control = new Memory(CMSG_SPACE);
  private final Memory data;
  private Credentials credentials;

  /**
   * Allocates the buffers of one receiver.
   *
   * @param capacity the most bytes one call can take
   */
  public CredentialedReceiver(int capacity) {
    data = new Memory(capacity);
  }

  /**
   * Takes what waits, without waiting.
   *
   * @param socket where from; it has to pass credentials
   * @param target where the bytes go
   * @param offset where in the target
   * @param length the most to take, at most this receiver's capacity
   * @return bytes taken, 0 at the end of the stream, or a negated errno
   */
  public int receive(UnixSocket socket, byte[] target, int offset, int length) {
    message.clear();
    control.clear();
    iovec.setLong(0, Pointer.nativeValue(data));
    iovec.setLong(IOVEC_LENGTH_OFFSET, length);
    message.setLong(MSG_IOVEC_OFFSET, Pointer.nativeValue(iovec));
    message.setLong(MSG_IOVEC_COUNT_OFFSET, 1);
    message.setLong(MSG_CONTROL_OFFSET, Pointer.nativeValue(control));
    message.setLong(MSG_CONTROL_LENGTH_OFFSET, CMSG_SPACE);
    long received;
    do {
      received =
          libc()
              .recvmsg(
                  socket.fd(),
                  Pointer.nativeValue(message),
                  Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL | Libc.MSG_CMSG_CLOEXEC);
    } while (received < 0 && libc().errno() == Errno.EINTR);
    if (received < 0) {
      return -libc().errno();
    }
    data.read(0, target, offset, (int) received);
    readCredentials();
    return (int) received;
  }

  private void readCredentials() {
    credentials = null;
    if (message.getLong(MSG_CONTROL_LENGTH_OFFSET) >= CMSG_LENGTH
        && control.getLong(0) == CMSG_LENGTH
        && control.getInt(CMSG_LEVEL_OFFSET) == Libc.SOL_SOCKET
        && control.getInt(CMSG_TYPE_OFFSET) == Libc.SCM_CREDENTIALS) {
      credentials =
          new Credentials(
              control.getInt(CMSG_PID_OFFSET),
              control.getInt(CMSG_UID_OFFSET),
              control.getInt(CMSG_GID_OFFSET));
    }
  }

  /**
   * {@return the sender of the bytes of the last {@link #receive}, or null if the kernel did not
   * say}
   */
  public Credentials credentials() {
    return credentials;
  }
}
