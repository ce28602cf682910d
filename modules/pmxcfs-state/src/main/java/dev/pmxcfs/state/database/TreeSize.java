package dev.pmxcfs.state.database;

import dev.pmxcfs.state.tree.TreeLimits;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The size of the rows of the table {@code tree}, which is checked before any is read: they may
 * have been made to fill the memory of those who open them. SQLite knows the length of a value
 * without reading it.
 */
final class TreeSize {

  /**
   * Some databases have files that are larger than one may become, and are served (recording 11).
   */
  static final int MAX_DATA = 2 * 1024 * 1024;

  /** As much as a path may have on Linux, and more than a name. */
  static final int MAX_NAME = 4096;

  /** What a row may have at the most, with its numbers. */
  static final int MAX_ROW = MAX_DATA + MAX_NAME + 1024;

  /** All names together: far more on average than any configuration has. */
  static final long MAX_NAMES = 255L * TreeLimits.MAX_ENTRIES;

  private static final String QUERY =
      "SELECT count(*), total(name), total(data) FROM ("
          + ("SELECT min(octet_length(name), " + MAX_NAME + ") AS name,")
          + (" min(octet_length(data), " + MAX_DATA + ") AS data")
          + (" FROM tree LIMIT " + (TreeLimits.MAX_ENTRIES + 1) + ")");

  private final Path file;
  private final Connection connection;

  /**
   * @param file the database, for messages
   */
  TreeSize(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Looks at all rows; those that are too large by themselves count as if they were as large as
   * they may be.
   *
   * @throws DatabaseException if they are more, or larger together, than a configuration may be
   */
  void check() throws SQLException, DatabaseException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(QUERY)) {
      if (found.getInt(1) > TreeLimits.MAX_ENTRIES) {
        throw tooLarge("more than " + TreeLimits.MAX_ENTRIES + " files and directories");
      }
      if (found.getDouble(2) > MAX_NAMES) {
        throw tooLarge("names of more than " + MAX_NAMES + " bytes in all");
      }
      if (found.getDouble(3) > TreeLimits.MAX_BYTES) {
        throw tooLarge("files of more than " + TreeLimits.MAX_BYTES + " bytes in all");
      }
    }
  }

  private DatabaseException tooLarge(String what) {
    return new DatabaseException(file, "is too large: it has " + what);
  }
}
