package dev.qbipc.linux.file;

import static dev.qbipc.linux.libc.Libc.libc;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory with an unguessable name that only one client may enter (libqb since CVE-2019-12779,
 * protocol, section 2), and that is locked (flock) as long as the server that made it lives.
 */
public final class PrivateDirectory {

  private static final int MODE = 0770;
  private static final String TEMPLATE = "XXXXXX";
  private static final int ATTEMPTS = 100;

  private final HeldDirectory directory;

  private PrivateDirectory(HeldDirectory directory) {
    this.directory = directory;
  }

  /**
   * Makes a directory that only this process's user may enter until it is handed over. It is kept
   * open and locked, so that its files can be removed later wherever its owner has moved it and
   * without another descriptor, and so that other servers, which look for directories of dead ones,
   * see that this one's lives, in whatever pid namespace. The lock ends with this process at the
   * latest.
   *
   * @param prefix the path that six random characters are appended to
   * @return the directory, open and locked until it is removed
   * @throws SystemCallException ENOSPC if the file system is full, EMFILE if there are no
   *     descriptors left, ENOENT or EROFS if nothing can be made there
   */
  public static PrivateDirectory create(String prefix) throws SystemCallException {
    for (int attempt = 1; ; attempt++) {
      String path = makeUnique(prefix);
      try {
        var directory = HeldDirectory.open(path);
        if (directory.lock() != Errno.EAGAIN && exists(directory)) {
          return new PrivateDirectory(directory);
        }
        directory.close();
        libc().rmdir(Libc.path(path));
      } catch (SystemCallException e) {
        libc().rmdir(Libc.path(path));
        if (e.errno() != Errno.ENOENT) {
          throw e;
        }
      }
      // Another server that starts has just taken it for a dead server's.
      if (attempt == ATTEMPTS) {
        throw new SystemCallException("open", path, Errno.ENOENT);
      }
    }
  }

  /** Whether the directory still has a name. While it is locked, no server removes it. */
  private static boolean exists(HeldDirectory directory) {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self/fd/" + directory.fd()), "unix:nlink") > 0;
    } catch (IOException e) {
      // No /proc here, so that it has to be believed.
      return true;
    }
  }

  private static String makeUnique(String prefix) throws SystemCallException {
    byte[] name = Libc.path(prefix + TEMPLATE);
    if (libc().mkdtemp(name) == 0) {
      throw new SystemCallException("mkdtemp", prefix + TEMPLATE, libc().errno());
    }
    return new String(name, 0, name.length - 1, StandardCharsets.UTF_8);
  }

  /**
   * Opens the directory to its user: mode 0770, owned by uid and gid where this process may give it
   * away. Call it when the files are there: nothing can be planted before.
   *
   * @param uid the user's id
   * @param gid the group's id
   * @throws SystemCallException if mode or owner cannot be set; not for want of the right to give
   *     it away
   */
  public void handTo(int uid, int gid) throws SystemCallException {
    Ownership.hand(directory.fd(), path(), MODE, uid, gid);
  }

  /** {@return the path, without a slash at the end} */
  public String path() {
    return directory.path();
  }

  /**
   * Removes files of this directory and then the directory, whatever its owner by now, and closes
   * it. Files that are gone already are not an error; a file of another name keeps the directory.
   * Call it once.
   *
   * @param names file names inside the directory
   * @throws SystemCallException EACCES or EPERM if this process may not: something is left
   */
  public void remove(List<String> names) throws SystemCallException {
    directory.remove(names);
  }
}
