package dev.pmxcfs.state.database;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ByteString;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The rows of the database's one table, read and written (operations specification, section 6).
 *
 * <pre>
 *   table tree
 *   +--------+--------+---------+--------+-------+---------+-------------+-------------+
 *   | inode  | parent | version | writer | mtime | type    | name        | data        |
 *   +--------+--------+---------+--------+-------+---------+-------------+-------------+
 *   | 0      | 0      | global version, last    | 8       | __version__ | NULL        |
 *   |        |        | writer and change       |         |             |             |
 *   | unique | inode  | the entry's             | 4 dir   | bytes       | NULL, or a  |
 *   |        |        |                         | 8 file  |             | file's data |
 *   +--------+--------+-------------------------+---------+-------------+-------------+
 * </pre>
 *
 * <p>The root has no row but the first one; 0 is the parent of what is in the root. Transactions
 * are the caller's.
 */
final class TreeTable {

  private static final int TYPE_MASK = 0xFF;
  private static final byte[] NOTHING = {};

  private static final String SELECT_ROWS =
      "SELECT inode, parent, version, writer, mtime, type, name, data FROM tree";

  private static final String REPLACE_ROW =
      "INSERT OR REPLACE INTO tree (inode, parent, version, writer, mtime, type, name, data)"
          + " VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?)";

  private static final String DELETE_ROW = "DELETE FROM tree WHERE inode = ?";

  private final Connection connection;

  TreeTable(Connection connection) {
    this.connection = connection;
  }

  /** Hands all rows to a loader. */
  void readAll(TreeLoader loader) throws SQLException, DatabaseException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SELECT_ROWS)) {
      while (rows.next()) {
        loader.add(row(rows));
      }
    }
  }

  private static TreeRow row(ResultSet row) throws SQLException {
    byte[] name = row.getBytes("name");
    byte[] data = row.getBytes("data");
    Attributes attributes =
        new Attributes(
            row.getLong("inode"),
            row.getLong("parent"),
            row.getLong("version"),
            (int) row.getLong("writer"),
            (int) row.getLong("mtime"),
            ByteString.copyOf(name, 0, name.length));
    int type = (int) row.getLong("type") & TYPE_MASK;
    return new TreeRow(attributes, type, data == null ? NOTHING : data);
  }

  /** Writes what a change removes and changes, and the version row. */
  void write(TreeChange change) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DELETE_ROW);
        PreparedStatement replace = connection.prepareStatement(REPLACE_ROW)) {
      for (long inode : change.removed()) {
        delete.setLong(1, inode);
        delete.executeUpdate();
      }
      for (TreeEntry entry : change.changed()) {
        replace(replace, row(entry));
      }
      replace(replace, versionRow(change.root().attributes()));
    }
  }

  private static TreeRow row(TreeEntry entry) {
    return entry instanceof RegularFile file
        ? new TreeRow(file.attributes(), TreeRow.REGULAR_FILE, file.data())
        : new TreeRow(entry.attributes(), TreeRow.DIRECTORY, NOTHING);
  }

  private static TreeRow versionRow(Attributes root) {
    Attributes named =
        new Attributes(
            root.inode(),
            root.parent(),
            root.version(),
            root.writer(),
            root.mtime(),
            TreeRow.VERSION_NAME);
    return new TreeRow(named, TreeRow.REGULAR_FILE, NOTHING);
  }

  private static void replace(PreparedStatement statement, TreeRow row) throws SQLException {
    Attributes attributes = row.attributes();
    int column = 0;
    statement.setLong(++column, attributes.inode());
    statement.setLong(++column, attributes.parent());
    statement.setLong(++column, attributes.version());
    statement.setLong(++column, Integer.toUnsignedLong(attributes.writer()));
    statement.setLong(++column, Integer.toUnsignedLong(attributes.mtime()));
    statement.setLong(++column, row.type());
    statement.setBytes(++column, attributes.name().toArray());
    statement.setBytes(++column, row.data().length == 0 ? null : row.data());
    statement.executeUpdate();
  }
}
