package dev.qbipc.libqb;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import dev.qbipc.linux.Errno;
import java.nio.file.Path;

/** System calls that tests make on descriptors and processes. */
public final class Posix {

  public static final short POLLIN = 1;
  public static final short POLLHUP = 0x10;

  public static final int SIGSTOP = 19;
  public static final int SIGCONT = 18;

  private static final long FIONREAD = 0x541B;
  private static final int O_RDWR = 2;
  private static final int FALLOC_FL_KEEP_SIZE = 1;
  private static final int FALLOC_FL_PUNCH_HOLE = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  // struct msghdr, iovec and cmsghdr (LP64), as drawn at
  // dev.qbipc.linux.socket.CredentialedReceiver.
  private static final int MSG_IOVEC_OFFSET = 16;
  private static final int MSG_IOVEC_COUNT_OFFSET = 24;
  private static final int MSG_CONTROL_OFFSET = 32;
  private static final int MSG_CONTROL_LENGTH_OFFSET = 40;
  private static final int MSG_SIZE = 56;
  private static final int IOVEC_LENGTH_OFFSET = 8;
  private static final int IOVEC_SIZE = 16;
  private static final int CMSG_LEVEL_OFFSET = 8;
  private static final int CMSG_TYPE_OFFSET = 12;
  private static final int CMSG_DATA_OFFSET = 16;
  private static final int SHUT_WR = 1;
  private static final long SIOCOUTQ = 0x5411;

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int POLLFD_EVENTS_OFFSET = 4;
  private static final int POLLFD_REVENTS_OFFSET = 6;
  private static final int POLLFD_SIZE = 8;

  static {
    Native.register(Posix.class, "c");
  }

  private static final int MEMORY_OF_ONE_SEND = memoryOfOneSend();

  private Posix() {}

  private static native int poll(Memory entries, long count, int timeoutMillis);

  /** The C library's words for an error number. */
  public static native String strerror(int errno);

  private static native int ioctl(int fd, long request, IntByReference value);

  private static native int socketpair(int domain, int type, int protocol, int[] fds);

  private static native long write(int fd, byte[] bytes, long length);

  private static native int close(int fd);

  private static native int kill(int pid, int signal);

  private static native int shutdown(int fd, int how);

  private static native int open(String path, int flags);

  private static native int fallocate(int fd, int mode, long offset, long length);

  private static native int pipe(int[] ends);

  private static native long sendmsg(int fd, Memory message, int flags);

  /**
   * Waits until a descriptor is readable or hung up.
   *
   * @return the events that are there, 0 after the timeout
   */
  public static int awaitReadable(int fd, int timeoutMillis) {
    try (var entry = new Memory(POLLFD_SIZE)) {
      entry.setInt(0, fd);
      entry.setShort(POLLFD_EVENTS_OFFSET, POLLIN);
      entry.setShort(POLLFD_REVENTS_OFFSET, (short) 0);
      int result;
      do {
        result = poll(entry, 1, timeoutMillis);
      } while (result < 0 && Native.getLastError() == Errno.EINTR);
      return entry.getShort(POLLFD_REVENTS_OFFSET);
    }
  }

  /** Bytes that wait to be read from a socket. */
  public static int unreadBytes(int fd) {
    return queue(fd, FIONREAD);
  }

  /** Sends of one byte each on a socket that its peer has not taken. */
  public static int sendsNotTaken(int fd) {
    return queue(fd, SIOCOUTQ) / MEMORY_OF_ONE_SEND;
  }

  /** A Unix socket counts what waits at the peer by the memory it takes. */
  private static int memoryOfOneSend() {
    int[] pair = new int[2];
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "socketpair");
    try {
      write(pair[0], new byte[1], 1);
      return queue(pair[0], SIOCOUTQ);
    } finally {
      close(pair[0]);
      close(pair[1]);
    }
  }

  private static int queue(int fd, long request) {
    var value = new IntByReference();
    check(ioctl(fd, request, value), "ioctl");
    return value.getValue();
  }

  /** Ends the sending side of a socket; the receiving side stays open. */
  public static void finishSending(int fd) {
    check(shutdown(fd, SHUT_WR), "shutdown");
  }

  private static void check(int result, String call) {
    if (result != 0) {
      throw new AssertionError(call + ": " + Errno.name(Native.getLastError()));
    }
  }

  /** Takes the memory of a file away and leaves its length, so that it reads as zeros. */
  public static void punchHole(Path file, long length) {
    int fd = open(file.toString(), O_RDWR);
    int result = fallocate(fd, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, 0, length);
    int errno = Native.getLastError();
    close(fd);
    if (result != 0) {
      throw new AssertionError("fallocate " + file + ": " + Errno.name(errno));
    }
  }

  /**
   * Ends of a pipe.
   *
   * @param readingEnd hung up when no process has the writing end any more
   */
  public record Pipe(int readingEnd, int writingEnd) implements AutoCloseable {

    public static Pipe create() {
      int[] ends = new int[2];
      if (pipe(ends) != 0) {
        throw new AssertionError("pipe: " + Errno.name(Native.getLastError()));
      }
      return new Pipe(ends[0], ends[1]);
    }

    /** Lets go of the writing end. */
    public void closeWritingEnd() {
      Posix.close(writingEnd);
    }

    @Override
    public void close() {
      Posix.close(readingEnd);
    }
  }

  /**
   * Sends bytes with descriptors attached (SCM_RIGHTS).
   *
   * @return bytes sent, or a negated errno
   */
  public static long sendWithDescriptors(int socket, byte[] bytes, int... descriptors) {
    int controlLength = CMSG_DATA_OFFSET + descriptors.length * Integer.BYTES;
    try (var message = new Memory(MSG_SIZE);
        var iovec = new Memory(IOVEC_SIZE);
        var control = new Memory(controlLength + Long.BYTES);
        var data = new Memory(bytes.length)) {
      message.clear();
      control.clear();
      data.write(0, bytes, 0, bytes.length);
      iovec.setPointer(0, data);
      iovec.setLong(IOVEC_LENGTH_OFFSET, bytes.length);
      control.setLong(0, controlLength);
      control.setInt(CMSG_LEVEL_OFFSET, SOL_SOCKET);
      control.setInt(CMSG_TYPE_OFFSET, SCM_RIGHTS);
      control.write(CMSG_DATA_OFFSET, descriptors, 0, descriptors.length);
      message.setPointer(MSG_IOVEC_OFFSET, iovec);
      message.setLong(MSG_IOVEC_COUNT_OFFSET, 1);
      message.setPointer(MSG_CONTROL_OFFSET, control);
      message.setLong(MSG_CONTROL_LENGTH_OFFSET, controlLength);
      long sent = sendmsg(socket, message, MSG_DONTWAIT | MSG_NOSIGNAL);
      return sent < 0 ? -Native.getLastError() : sent;
    }
  }

  /** Sends a signal. */
  public static void signal(int pid, int signal) {
    check(kill(pid, signal), "kill");
  }
}
