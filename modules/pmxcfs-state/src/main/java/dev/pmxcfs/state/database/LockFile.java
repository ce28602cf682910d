package dev.pmxcfs.state.database;

import com.sun.jna.Native;
import dev.pmxcfs.state.failure.Reason;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.file.FileStatus.Type;
import dev.qbipc.linux.file.OpenDirectory;
import dev.qbipc.linux.file.OpenFile;
import dev.qbipc.linux.libc.Libc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;

/**
 * A file that one process at a time has locked, with {@code flock(2)}: the kernel drops the lock
 * when the process ends, however it ends.
 *
 * <p>The file lies where others may be able to write, so it is not trusted: a link is not followed,
 * and what is not a regular file of this user's own is refused before anything is written to it.
 */
final class LockFile implements AutoCloseable {

  private static final int OWNER_ONLY = 0600;
  private static final int FLAGS = Libc.O_RDWR | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC;

  private static final int MAX_TEXT = 32;

  /** How Java names files, which are bytes to the kernel. */
  private static final String ENCODING =
      System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name());

  private final Path path;
  private final int fd;
  private boolean closed;

  private LockFile(Path path, int fd) {
    this.path = path;
    this.fd = fd;
  }

  /**
   * Locks a file, which is created where it is missing.
   *
   * @return null if somebody else has locked it, in this process or in another
   * @throws DatabaseException if it is not a file that may be locked
   */
  static LockFile tryLock(Path path) throws IOException {
    while (true) {
      LockFile file = open(path);
      boolean kept = false;
      try {
        file.checkKind();
        if (!file.lock()) {
          return null;
        }
        if (file.isStillAt(path)) {
          kept = true;
          return file;
        }
        // whoever had it removed it in the meantime
      } finally {
        if (!kept) {
          Libc.close(file.fd);
        }
      }
    }
  }

  private static LockFile open(Path path) throws IOException {
    byte[] name = Native.toByteArray(path.toString(), ENCODING);
    while (true) {
      int fd = Libc.open(name, FLAGS, 0);
      if (fd < 0 && Libc.errno() == Errno.ENOENT) {
        fd = Libc.open(name, FLAGS | Libc.O_CREAT | Libc.O_EXCL, OWNER_ONLY);
      }
      if (fd >= 0) {
        return new LockFile(path, fd);
      }
      int errno = Libc.errno();
      if (errno != Errno.EEXIST) {
        throw cannotBeOpened(path, errno);
      }
    }
  }

  private static DatabaseException cannotBeOpened(Path path, int errno) {
    boolean isOther =
        Files.exists(path, LinkOption.NOFOLLOW_LINKS)
            && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    var e = new FileSystemException(path.toString(), null, Libc.strerror(errno));
    return isOther
        ? notALockFile(path)
        : new DatabaseException(path, "cannot be opened: " + Reason.of(e), e);
  }

  private static DatabaseException notALockFile(Path path) {
    return new DatabaseException(
        path, "is not a regular file of this user's own, and so not used as a lock");
  }

  /** The open file, whatever has its name by now. */
  private Path opened() {
    return Path.of("/proc/self/fd/" + fd);
  }

  private void checkKind() throws IOException {
    Map<String, Object> found = Files.readAttributes(opened(), "unix:isRegularFile,nlink,uid");
    // no link at all: it has just been removed
    if (!found.get("isRegularFile").equals(true)
        || (Integer) found.get("nlink") > 1
        || (Integer) found.get("uid") != Libc.geteuid()) {
      throw notALockFile(path);
    }
  }

  private boolean lock() throws IOException {
    if (Libc.flock(fd, Libc.LOCK_EX | Libc.LOCK_NB) == 0) {
      return true;
    }
    int errno = Libc.errno();
    if (errno == Errno.EAGAIN) {
      return false;
    }
    throw new DatabaseException(path, "cannot be locked: " + Libc.strerror(errno));
  }

  private boolean isStillAt(Path path) throws IOException {
    try {
      var named = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      var opened = Files.readAttributes(opened(), BasicFileAttributes.class);
      return Objects.equals(named.fileKey(), opened.fileKey());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Puts a text in place of what is in the file. */
  void write(String text) throws IOException {
    Files.writeString(opened(), text);
  }

  /** The beginning of what is in a file that somebody else has locked; empty if that is unknown. */
  static String read(Path path) {
    try (OpenDirectory directory = OpenDirectory.open(path.getParent());
        OpenFile file = directory.file(OpenDirectory.name(path))) {
      return file.status().type() == Type.REGULAR
          ? new String(file.read(MAX_TEXT), StandardCharsets.US_ASCII)
          : "";
    } catch (IOException e) {
      return "";
    }
  }

  /** Removes the file, which no other process takes for locked or unlocked then, and unlocks it. */
  void remove() throws IOException {
    if (!closed) {
      try {
        Files.deleteIfExists(path);
      } finally {
        close();
      }
    }
  }

  /** Unlocks the file, which stays. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Libc.close(fd);
    }
  }
}
