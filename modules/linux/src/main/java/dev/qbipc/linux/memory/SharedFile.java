package dev.qbipc.linux.memory;

import static dev.qbipc.linux.libc.Libc.libc;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.Ownership;
import dev.qbipc.linux.libc.Libc;

/** An open file of shared memory, created or opened by path. */
public final class SharedFile implements AutoCloseable {

  private static final int OWNER_ONLY = 0600;
  private final String path;
  private final int fd;

  private SharedFile(String path, int fd) {
    this.path = path;
    this.fd = fd;
  }

  /**
   * Creates a file that cannot have been planted: mode 0600, never through a symbolic link (libqb
   * since CVE-2019-12779; protocol, section 2).
   *
   * @param path of the new file
   * @return the file, empty, to be closed
   * @throws SystemCallException EEXIST if the name is taken
   */
  public static SharedFile create(String path) throws SystemCallException {
    return open(
        path,
        Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW | Libc.O_CLOEXEC,
        OWNER_ONLY);
  }

  /**
   * Opens an existing file for reading and writing, never through a symbolic link: the directory
   * may be another user's, and what is written into the file is not meant for any other.
   *
   * @param path of the file
   * @return the file, to be closed
   * @throws SystemCallException ENOENT if there is none, ELOOP if it is a symbolic link
   */
  public static SharedFile open(String path) throws SystemCallException {
    return open(path, Libc.O_RDWR | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
  }

  private static SharedFile open(String path, int flags, int mode) throws SystemCallException {
    int fd = libc().open(Libc.path(path), flags, mode);
    if (fd < 0) {
      throw new SystemCallException("open", path, libc().errno());
    }
    return new SharedFile(path, fd);
  }

  /**
   * Gives the file its length and takes the memory for it now, so that a full {@code /dev/shm} is
   * an error here and not a fault later (libqb 2.0.1).
   *
   * @param size the length in bytes
   * @throws SystemCallException ENOSPC if the file system is full
   */
  public void allocate(int size) throws SystemCallException {
    if (libc().ftruncate(fd, size) != 0) {
      throw new SystemCallException("ftruncate", path, libc().errno());
    }
    int error;
    do {
      error = libc().posix_fallocate(fd, 0, size);
    } while (error == Errno.EINTR);
    if (error != 0) {
      throw new SystemCallException("posix_fallocate", path, error);
    }
  }

  /**
   * Hands the file to its user, where this process may give it away.
   *
   * @param uid the user's id
   * @param gid the group's id
   * @param mode permission bits
   * @throws SystemCallException if mode or owner cannot be set; not for want of the right to give
   *     it away
   */
  public void handTo(int uid, int gid, int mode) throws SystemCallException {
    Ownership.hand(fd, path, mode, uid, gid);
  }

  int fd() {
    return fd;
  }

  /** {@return the path it was opened by} */
  public String path() {
    return path;
  }

  /** Closes the descriptor; mappings stay. */
  @Override
  public void close() {
    libc().close(fd);
  }
}
