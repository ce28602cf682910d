package dev.qbipc.linux.file;

import static dev.qbipc.linux.libc.Libc.libc;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import java.util.List;

/**
 * A {@link PrivateDirectory} as this process holds it, its own or a dead server's: by a descriptor,
 * which locks it, takes it back from its owner, and leads to its files whatever name it has by now.
 */
final class HeldDirectory {

  /** No symbolic link is followed. */
  static final int FLAGS = Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;

  static final int MODE_OF_OWN = 0700;

  private final String path;
  private final int fd;

  private HeldDirectory(String path, int fd) {
    this.path = path;
    this.fd = fd;
  }

  /**
   * Opens a directory.
   *
   * @throws SystemCallException ENOENT, ENOTDIR, EACCES, EMFILE
   */
  static HeldDirectory open(String path) throws SystemCallException {
    return open(path, path, Libc.O_RDONLY | FLAGS);
  }

  /** As {@link #open(String)}, by way of another name of the same directory. */
  static HeldDirectory open(String path, String otherName, int flags) throws SystemCallException {
    int fd = libc().open(Libc.path(otherName), flags, 0);
    if (fd < 0) {
      throw new SystemCallException("open", path, libc().errno());
    }
    return new HeldDirectory(path, fd);
  }

  String path() {
    return path;
  }

  int fd() {
    return fd;
  }

  /** Returns 0, or EAGAIN if it is locked already. The kernel unlocks it when it is closed. */
  int lock() {
    return libc().flock(fd, Libc.LOCK_EX | Libc.LOCK_NB) == 0 ? 0 : libc().errno();
  }

  /**
   * Removes files of the directory and then the directory, and closes it. What is gone already is
   * not missed, a file of another name keeps the directory.
   *
   * @throws SystemCallException EACCES or EPERM if this process may not: something is left
   */
  void remove(List<String> names) throws SystemCallException {
    try {
      int errno = tryToRemove(names);
      if ((errno == Errno.EACCES || errno == Errno.EPERM) && takeBack()) {
        errno = tryToRemove(names);
      }
      if (errno != 0) {
        throw new SystemCallException("remove", path, errno);
      }
    } finally {
      close();
    }
  }

  /**
   * Makes this process's user the owner again. Root without CAP_DAC_OVERRIDE may not enter what it
   * has given away, but it may take it back.
   */
  private boolean takeBack() {
    return libc().fchown(fd, libc().geteuid(), libc().getegid()) == 0
        && libc().fchmod(fd, MODE_OF_OWN) == 0;
  }

  /** Returns 0, or the errno of what this process may not do. */
  private int tryToRemove(List<String> names) {
    // Its owner may give a file the name of another one that was removed just before.
    for (int pass = 0; pass <= names.size(); pass++) {
      int errno = removeFiles(names);
      if (errno != 0) {
        return errno;
      }
      if (libc().rmdir(Libc.path(path)) == 0) {
        return 0;
      }
      errno = libc().errno();
      if (errno == Errno.ENOENT || errno == Errno.ENOTDIR) {
        // Its owner has removed it, or has put something else in its place.
        return 0;
      }
      if (errno != Errno.ENOTEMPTY) {
        return errno;
      }
    }
    return 0;
  }

  private int removeFiles(List<String> names) {
    for (String each : names) {
      byte[] name = Libc.path(each);
      if (libc().unlinkat(fd, name, 0) == 0) {
        continue;
      }
      int errno = libc().errno();
      if (errno == Errno.EISDIR) {
        // Its owner has put a directory in the file's place.
        errno = libc().unlinkat(fd, name, Libc.AT_REMOVEDIR) == 0 ? 0 : libc().errno();
      }
      if (errno == Errno.EACCES || errno == Errno.EPERM || errno == Errno.EROFS) {
        return errno;
      }
    }
    return 0;
  }

  void close() {
    libc().close(fd);
  }
}
