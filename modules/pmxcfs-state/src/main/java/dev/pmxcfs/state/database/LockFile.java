package dev.pmxcfs.state.database;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FileStatus;
import dev.qbipc.linux.file.FileStatus.Type;
import dev.qbipc.linux.file.OpenDirectory;
import dev.qbipc.linux.file.OpenFile;
import dev.qbipc.linux.process.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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

  private static final int MAX_TEXT = 32;

  private final Path path;
  private final OpenFile opened;
  private boolean closed;

  private LockFile(Path path, OpenFile opened) {
    this.path = path;
    this.opened = opened;
  }

  /**
   * Locks a file, and creates it if it is missing.
   *
   * @return null if it is already locked, by this process or another
   * @throws DatabaseException if it is not a file that can be locked
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
        // its former holder has removed it in the meantime
      } finally {
        if (!kept) {
          file.opened.close();
        }
      }
    }
  }

  private static LockFile open(Path path) throws IOException {
    try {
      return new LockFile(path, OpenFile.openOrMake(path, OWNER_ONLY));
    } catch (SystemCallException e) {
      throw cannotBeOpened(path, e);
    }
  }

  private static DatabaseException cannotBeOpened(Path path, SystemCallException e) {
    boolean isOther =
        Files.exists(path, LinkOption.NOFOLLOW_LINKS)
            && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    return isOther
        ? notALockFile(path)
        : new DatabaseException(path, "cannot be opened: " + Errno.words(e.errno()), e);
  }

  private static DatabaseException notALockFile(Path path) {
    return new DatabaseException(
        path, "is not a regular file of this user's own, and so not used as a lock");
  }

  private void checkKind() throws IOException {
    FileStatus found = opened.status();
    // no link at all: it has just been removed
    if (found.type() != Type.REGULAR || found.links() > 1 || found.uid() != Processes.ownUid()) {
      throw notALockFile(path);
    }
  }

  private boolean lock() throws IOException {
    try {
      return opened.tryLock();
    } catch (SystemCallException e) {
      throw new DatabaseException(path, "cannot be locked: " + Errno.words(e.errno()), e);
    }
  }

  private boolean isStillAt(Path path) throws IOException {
    try {
      var named = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      var locked = Files.readAttributes(opened.pathOfDescriptor(), BasicFileAttributes.class);
      return Objects.equals(named.fileKey(), locked.fileKey());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Puts a text in place of what is in the file. */
  void write(String text) throws IOException {
    Files.writeString(opened.pathOfDescriptor(), text);
  }

  /** The beginning of a file that another process has locked; empty if it cannot be read. */
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
      opened.close();
    }
  }
}
