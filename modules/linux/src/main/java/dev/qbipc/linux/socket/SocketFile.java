package dev.qbipc.linux.socket;

import static dev.qbipc.linux.libc.Libc.libc;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The name of a Unix socket in the file system. Another process can take the name over, so this
 * remembers by device and inode which file is its own. Belongs to one thread at a time.
 */
public final class SocketFile {

  private static final int MODE_EVERYBODY = 0777;

  private final String path;

  /** Device and inode of the socket that was bound here; null before. */
  private Object bound;

  /**
   * Names a socket that is not bound yet.
   *
   * @param path absolute
   */
  public SocketFile(String path) {
    this.path = path;
  }

  /** {@return the path clients connect to} */
  public String path() {
    return path;
  }

  /** Removes what has the name, if anything, to make room for a socket: libqb takes names over. */
  public void clear() {
    libc().unlink(Libc.path(path));
  }

  /**
   * Takes the file that has the name now for one's own. Call it when the socket is bound.
   *
   * @throws SystemCallException ENOENT if it is gone again
   */
  public void bound() throws SystemCallException {
    bound = identity();
    if (bound == null) {
      throw new SystemCallException("stat", path, Errno.ENOENT);
    }
  }

  private Object identity() {
    try {
      return Files.readAttributes(
              Path.of(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException gone) {
      return null;
    }
  }

  /**
   * Lets all users connect, as libqb does; the accept policy decides later.
   *
   * @throws SystemCallException if the mode cannot be set, as when the file is gone again
   */
  public void openToEverybody() throws SystemCallException {
    if (libc().chmod(Libc.path(path), MODE_EVERYBODY) != 0) {
      throw new SystemCallException("chmod", path, libc().errno());
    }
  }

  /** Removes the name if the socket that was bound here has it still. */
  public void remove() {
    if (bound != null && bound.equals(identity())) {
      libc().unlink(Libc.path(path));
    }
  }
}
