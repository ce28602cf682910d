package dev.pmxcfs.state.database;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Writes the rows of a {@link TreeTable}, in transactions. Its statements are prepared once: for a
 * small change that takes as long as to make it.
 */
final class TreeWriting implements AutoCloseable {

  private static final String REPLACE_ROW =
      "INSERT OR REPLACE INTO tree (inode, parent, version, writer, mtime, type, name, data)"
          + " VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?)";

  private static final String DELETE_ROW = "DELETE FROM tree WHERE inode = ?";

  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement rollback;
  private final PreparedStatement dataVersion;
  private final PreparedStatement delete;
  private final PreparedStatement replace;

  TreeWriting(Connection connection) throws SQLException {
    begin = connection.prepareStatement("BEGIN IMMEDIATE");
    commit = connection.prepareStatement("COMMIT");
    rollback = connection.prepareStatement("ROLLBACK");
    dataVersion = connection.prepareStatement("PRAGMA data_version");
    delete = connection.prepareStatement(DELETE_ROW);
    replace = connection.prepareStatement(REPLACE_ROW);
  }

  /** Keeps others from writing. */
  void begin() throws SQLException {
    begin.executeUpdate();
  }

  void commit() throws SQLException {
    commit.executeUpdate();
  }

  /** After some errors SQLite has already rolled back, and reports that there is no transaction. */
  void rollBackAfter(Throwable reason) {
    try {
      rollback.executeUpdate();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  /** SQLite's number for what others have stored. */
  long dataVersion() throws SQLException {
    try (ResultSet found = dataVersion.executeQuery()) {
      found.next();
      return found.getLong(1);
    }
  }

  /**
   * Writes what a change removes and changes, and the version row.
   *
   * @throws SQLException also if a row was not written although SQLite has no error
   */
  void write(TreeChange change) throws SQLException {
    for (long inode : change.removed()) {
      delete.setLong(1, inode);
      checkWritten(delete.executeUpdate(), inode);
    }
    for (TreeEntry entry : change.changed()) {
      replace(TreeRow.of(entry));
    }
    replace(TreeRow.of(change.root())); // the last one, so that no contents stay bound
  }

  private void replace(TreeRow row) throws SQLException {
    Attributes attributes = row.attributes();
    int column = 0;
    replace.setLong(++column, attributes.inode());
    replace.setLong(++column, attributes.parent());
    replace.setLong(++column, attributes.version());
    replace.setLong(++column, Integer.toUnsignedLong(attributes.writer()));
    replace.setLong(++column, Integer.toUnsignedLong(attributes.mtime()));
    replace.setLong(++column, row.type());
    replace.setBytes(++column, attributes.name().toArray());
    replace.setBytes(++column, row.data().length == 0 ? null : row.data());
    checkWritten(replace.executeUpdate(), attributes.inode());
  }

  /** A trigger can leave a row out. */
  private static void checkWritten(int rows, long inode) throws SQLException {
    if (rows != 1) {
      throw new SQLException("the row of inode " + inode + " was left out");
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement :
        new PreparedStatement[] {begin, commit, rollback, dataVersion, delete, replace}) {
      statement.close();
    }
  }
}
