package dev.qbipc.linux.device;

import static dev.qbipc.linux.libc.Libc.libc;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import java.lang.ref.Reference;

/**
 * An open device that hands over a whole message with each read and takes one with each write, such
 * as {@code /dev/fuse}. Threads may read and write at the same time, each with its own buffer, but
 * not while it is closed: the descriptor's number may be another file's at once.
 */
public final class MessageDevice implements AutoCloseable {

  private final int fd;

  private MessageDevice(int fd) {
    this.fd = fd;
  }

  /**
   * Opens a device to be read and written.
   *
   * @param path its name
   * @return the device, to be closed
   * @throws SystemCallException ENOENT if there is none, EACCES or EPERM if this process may not
   */
  public static MessageDevice open(String path) throws SystemCallException {
    int fd = libc().open(Libc.path(path), Libc.O_RDWR | Libc.O_CLOEXEC, 0);
    if (fd < 0) {
      throw new SystemCallException("open", path, libc().errno());
    }
    return new MessageDevice(fd);
  }

  /** {@return the descriptor's number, which a mount is given} */
  public int descriptor() {
    return fd;
  }

  /**
   * Waits for a message.
   *
   * @param buffer takes it, from its start
   * @return how long it is, or the negated error number
   */
  public int read(NativeBuffer buffer) {
    long length = libc().read(fd, buffer.address(), buffer.size());
    // who has only its address does not keep it from being freed
    Reference.reachabilityFence(buffer);
    return length >= 0 ? (int) length : -libc().errno();
  }

  /**
   * Sends a message.
   *
   * @param buffer has it, from its start
   * @param length how long it is, at most the buffer's size
   * @return how much was taken, or the negated error number
   */
  public int write(NativeBuffer buffer, int length) {
    if (length < 0 || length > buffer.size()) {
      throw new IndexOutOfBoundsException(length);
    }
    long written = libc().write(fd, buffer.address(), length);
    Reference.reachabilityFence(buffer);
    return written >= 0 ? (int) written : -libc().errno();
  }

  @Override
  public void close() {
    libc().close(fd);
  }
}
