package dev.pmxcfs.state.database;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.OpenDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that SQLite keeps beside a database, in a directory where others can add names, such as
 * {@code /tmp}. A journal or log of theirs would be merged into the database, and any file of
 * theirs with such a name would be overwritten. So the files are created before SQLite looks for
 * them; it ignores empty ones.
 */
final class SideFiles {

  private static final String JOURNAL = "-journal";
  private static final List<String> SUFFIXES = List.of("-wal", "-shm", JOURNAL);
  private static final int OWNER_ALONE = 0600;

  private final List<Path> made = new ArrayList<>();

  private SideFiles() {}

  /**
   * Checks the existing ones.
   *
   * @param database its real path
   * @throws DatabaseException if one belongs to another user, or is not a regular file
   */
  static void check(Path database) throws IOException {
    for (String suffix : SUFFIXES) {
      check(database, suffix);
    }
  }

  private static void check(Path database, String suffix) throws IOException {
    Path side = database.resolveSibling(database.getFileName() + suffix);
    DatabaseFile.checkIsSafe(side, side);
  }

  /**
   * Creates the missing ones.
   *
   * @param database its real path
   * @throws DatabaseException if one belongs to another user, or is not a regular file
   */
  static SideFiles claim(Path database) throws IOException {
    var files = new SideFiles();
    try {
      for (String suffix : SUFFIXES) {
        files.make(database.resolveSibling(database.getFileName() + suffix));
        check(database, suffix);
      }
      return files;
    } catch (IOException e) {
      files.remove();
      throw e;
    }
  }

  private void make(Path side) throws IOException {
    try (OpenDirectory directory = OpenDirectory.open(side.getParent())) {
      directory.makeFile(OpenDirectory.name(side), OWNER_ALONE).close();
      made.add(side);
    } catch (SystemCallException e) {
      if (!e.isTaken()) {
        throw new DatabaseException(side, "cannot be created: " + e.getMessage(), e);
      }
    }
  }

  /** Removes those that were made, of a database that is not opened after all. */
  void remove() throws IOException {
    for (Path side : made) {
      Files.deleteIfExists(side);
    }
  }

  /** Removes what SQLite makes no use of once it has its log. */
  void removeJournal() throws IOException {
    for (Path side : made) {
      if (side.toString().endsWith(JOURNAL)) {
        Files.deleteIfExists(side);
      }
    }
  }
}
