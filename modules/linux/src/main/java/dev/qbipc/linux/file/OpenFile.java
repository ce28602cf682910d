package dev.qbipc.linux.file;

import static dev.qbipc.linux.libc.Libc.libc;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import java.nio.file.Path;
import java.util.Arrays;

/** An open file, to be read or, if it is a new one, to be written. For one thread. */
public final class OpenFile implements AutoCloseable {

  private static final int FOR_UPDATE =
      Libc.O_RDWR | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC;

  private static final int CHUNK = 64 * 1024;
  private static final int UNCHANGED = -1;

  private final int fd;
  private final FileStatus status;

  private OpenFile(int fd, FileStatus status) {
    this.fd = fd;
    this.status = status;
  }

  /**
   * Opens a file to be read, of whatever type it is: its status tells. Links are followed, and a
   * FIFO is opened without waiting for its writer.
   *
   * @param path in which links are followed
   * @return the file, to be closed
   * @throws SystemCallException if nothing of that name can be opened
   */
  public static OpenFile open(Path path) throws SystemCallException {
    return opened(libc().open(OpenDirectory.terminated(path), OpenDirectory.FOR_READING, 0));
  }

  /**
   * Opens a file to be read and written, and makes it where it is missing. A link is not followed.
   *
   * @param path whose last name is not followed if it is a link
   * @param mode of a new file, from which the umask takes
   * @return the file, to be closed
   * @throws SystemCallException if it can be neither opened nor made; ELOOP for a link
   */
  public static OpenFile openOrMake(Path path, int mode) throws SystemCallException {
    byte[] name = OpenDirectory.terminated(path);
    while (true) {
      int fd = libc().open(name, FOR_UPDATE, 0);
      if (fd < 0 && libc().errno() == Errno.ENOENT) {
        fd = libc().open(name, FOR_UPDATE | Libc.O_CREAT | Libc.O_EXCL, mode);
      }
      if (fd >= 0 || libc().errno() != Errno.EEXIST) {
        return opened(fd);
      }
      // another process has made it in between
    }
  }

  static OpenFile opened(int fd) throws SystemCallException {
    if (fd < 0) {
      throw new SystemCallException(libc().errno());
    }
    try {
      return new OpenFile(fd, FileStatus.of(fd));
    } catch (SystemCallException e) {
      libc().close(fd);
      throw e;
    }
  }

  /** {@return the status that the file had when it was opened} */
  public FileStatus status() {
    return status;
  }

  /**
   * Reads from the start to the end, or as much as is wanted.
   *
   * @param most the most bytes to read
   * @return the bytes, from the start
   * @throws SystemCallException EISDIR for a directory, EIO if the disk fails
   */
  public byte[] read(int most) throws SystemCallException {
    byte[] data = new byte[(int) Math.min(most, Math.max(status.size(), 0))];
    int length = 0;
    try (var chunk = new Memory(CHUNK)) {
      while (true) {
        long wanted = Math.min(CHUNK, most - length);
        long got = wanted == 0 ? 0 : libc().read(fd, Pointer.nativeValue(chunk), wanted);
        if (got > 0) {
          int end = length + (int) got;
          if (end > data.length) {
            data = Arrays.copyOf(data, Math.min(most, Math.max(end, 2 * data.length)));
          }
          chunk.read(0, data, length, (int) got);
          length = end;
        } else if (got == 0) {
          return length == data.length ? data : Arrays.copyOf(data, length);
        } else if (libc().errno() != Errno.EINTR) {
          throw new SystemCallException(libc().errno());
        }
      }
    }
  }

  /**
   * Writes all of it, behind what was written before.
   *
   * @param data all of it
   * @throws SystemCallException ENOSPC, EDQUOT or EFBIG if there is no room; a part may have been
   *     written
   */
  public void write(byte[] data) throws SystemCallException {
    byte[] rest = data;
    while (rest.length > 0) {
      long written = libc().write(fd, rest, rest.length);
      if (written >= 0) {
        rest = Arrays.copyOfRange(rest, (int) written, rest.length);
      } else if (libc().errno() != Errno.EINTR) {
        throw new SystemCallException(libc().errno());
      }
    }
  }

  /**
   * Gives the file a mode, whatever the umask.
   *
   * @param mode permission bits
   * @throws SystemCallException EPERM if the file is another user's
   */
  public void setMode(int mode) throws SystemCallException {
    check(libc().fchmod(fd, mode));
  }

  /**
   * Gives the file a group.
   *
   * @param gid the group's id
   * @throws SystemCallException EPERM if this user is not in the group
   */
  public void setGroup(int gid) throws SystemCallException {
    check(libc().fchown(fd, UNCHANGED, gid));
  }

  /**
   * Locks the file ({@code flock}) until it is closed, by this process's end at the latest.
   *
   * @return false if it is already locked, by this process or another
   * @throws SystemCallException if the file system has no locks
   */
  public boolean tryLock() throws SystemCallException {
    if (libc().flock(fd, Libc.LOCK_EX | Libc.LOCK_NB) == 0) {
      return true;
    }
    if (libc().errno() == Errno.EAGAIN) {
      return false;
    }
    throw new SystemCallException(libc().errno());
  }

  private static void check(int result) throws SystemCallException {
    if (result != 0) {
      throw new SystemCallException(libc().errno());
    }
  }

  /**
   * {@return the path by which this very file can be opened once more, whatever has its name by
   * now}
   */
  public Path pathOfDescriptor() {
    return Path.of("/proc/self/fd/" + fd);
  }

  @Override
  public void close() {
    libc().close(fd);
  }
}
