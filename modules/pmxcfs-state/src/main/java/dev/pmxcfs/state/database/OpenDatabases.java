package dev.pmxcfs.state.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The databases that this process has open to be changed. Their files must not be opened once more
 * but by SQLite itself: when any descriptor of a file is closed, the kernel drops all record locks
 * that the process has on it, and SQLite's are of that kind.
 */
final class OpenDatabases {

  private static final Set<Object> KEYS = ConcurrentHashMap.newKeySet();

  private OpenDatabases() {}

  /** Device and inode, which a file has under each of its names. */
  static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /**
   * @throws DatabaseException if this process has the file open
   */
  static void checkIsNotOpen(Path file) throws IOException {
    if (KEYS.contains(key(file))) {
      throw new DatabaseException(
          file,
          "in use by this process (pid "
              + ProcessHandle.current().pid()
              + "); stop that server first");
    }
  }

  static void add(Object key) {
    KEYS.add(key);
  }

  static void remove(Object key) {
    KEYS.remove(key);
  }
}
