package dev.qbipc.linux.file;

import static dev.qbipc.linux.libc.Libc.libc;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A {@link PrivateDirectory} that another process has made, which may be dead. */
public final class FormerDirectory implements AutoCloseable {

  private static final int UNCHANGED = -1;

  private final HeldDirectory directory;

  /** The owner before this process took it, or {@link #UNCHANGED}. */
  private final int uid;

  private final int gid;

  private FormerDirectory(HeldDirectory directory, int uid, int gid) {
    this.directory = directory;
    this.uid = uid;
    this.gid = gid;
  }

  /**
   * Opens a directory, whether its server lives or not.
   *
   * @param path not followed if it is a symbolic link
   * @return the directory; nothing if it is gone
   * @throws SystemCallException EACCES if this process may not enter it
   */
  public static Optional<FormerDirectory> open(String path) throws SystemCallException {
    try {
      return Optional.of(new FormerDirectory(HeldDirectory.open(path), UNCHANGED, UNCHANGED));
    } catch (SystemCallException e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR || e.errno() == Errno.ELOOP) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Opens a directory that no living process has locked, and locks it.
   *
   * @param path not followed if it is a symbolic link
   * @return the directory; nothing if its server lives or it is gone
   * @throws SystemCallException EACCES if this process may not enter it
   */
  public static Optional<FormerDirectory> openAbandoned(String path) throws SystemCallException {
    return open(path).flatMap(FormerDirectory::locked);
  }

  /**
   * As {@link #openAbandoned}, where this process may not enter the directory but may take it: root
   * without CAP_DAC_OVERRIDE. It belongs to its owner again when it turns out to be locked or is
   * closed; meanwhile its owner cannot enter it.
   *
   * @param path not followed if it is a symbolic link
   * @return the directory; nothing if its server lives
   * @throws SystemCallException EPERM without CAP_CHOWN
   */
  public static Optional<FormerDirectory> takeAbandoned(String path) throws SystemCallException {
    var place = HeldDirectory.open(path, path, Libc.O_PATH | HeldDirectory.FLAGS);
    try {
      String same = "/proc/self/fd/" + place.fd();
      int uid = (int) Files.getAttribute(Path.of(same), "unix:uid");
      int gid = (int) Files.getAttribute(Path.of(same), "unix:gid");
      setOwner(place, libc().geteuid(), libc().getegid());
      try {
        int flags = Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC;
        return new FormerDirectory(HeldDirectory.open(path, same, flags), uid, gid).locked();
      } catch (SystemCallException e) {
        setOwner(place, uid, gid);
        throw e;
      }
    } catch (SystemCallException e) {
      throw e;
    } catch (IOException e) {
      throw new SystemCallException("stat", path, Errno.EIO);
    } finally {
      place.close();
    }
  }

  private static void setOwner(HeldDirectory place, int uid, int gid) throws SystemCallException {
    if (libc().fchownat(place.fd(), Libc.path(""), uid, gid, Libc.AT_EMPTY_PATH) != 0) {
      throw new SystemCallException("chown", place.path(), libc().errno());
    }
  }

  private Optional<FormerDirectory> locked() {
    if (directory.lock() == 0) {
      return Optional.of(this);
    }
    close();
    return Optional.empty();
  }

  /**
   * Removes files of this directory and then the directory, as {@link PrivateDirectory#remove}.
   *
   * @param names file names inside the directory
   * @throws SystemCallException EACCES or EPERM if this process may not: something is left
   */
  public void remove(List<String> names) throws SystemCallException {
    directory.remove(names);
  }

  /** Leaves everything as it was. Not to be called after {@link #remove}. */
  @Override
  public void close() {
    if (uid != UNCHANGED) {
      libc().fchown(directory.fd(), uid, gid);
    }
    directory.close();
  }
}
