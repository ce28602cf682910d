package dev.pmxcfs.state.database;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.failure.SqliteError;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.RegularFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The rows of the database's one table, read (operations, section 6).
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

  /** What is too large is not read, but named. */
  private static final String SELECT_ROWS =
      "SELECT inode, parent, version, writer, mtime, type,"
          + (" iif(octet_length(name) <= " + TreeSize.MAX_NAME + ", name, NULL) AS name,")
          + (" iif(octet_length(data) <= " + TreeSize.MAX_DATA + ", data, NULL) AS data,")
          + " octet_length(name) AS name_length, octet_length(data) AS data_length FROM tree";

  private final Connection connection;

  TreeTable(Connection connection) {
    this.connection = connection;
  }

  /** Hands all rows to a loader. */
  void readAll(TreeLoader loader) throws SQLException {
    read(SELECT_ROWS, loader);
  }

  /**
   * Hands all rows to a loader that can be read, and tells it between which inodes there are
   * others.
   */
  void salvage(TreeLoader loader) throws SQLException {
    try {
      readAll(loader);
    } catch (SQLException e) {
      if (SqliteError.of(e) != SqliteError.CORRUPT) {
        throw e;
      }
      new RowSearch(connection).readAround(this, loader);
    }
  }

  /** Hands the rows above an inode to a loader, in their order. */
  void readAbove(long inode, TreeLoader loader) throws SQLException {
    read(SELECT_ROWS + " WHERE inode > " + inode + " ORDER BY inode", loader);
  }

  private void read(String query, TreeLoader loader) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next() && !loader.isFull()) {
        add(rows, loader);
      }
    }
  }

  /** Whatever a table declares, its pages may hold other things. */
  private static void add(ResultSet row, TreeLoader loader) throws SQLException {
    if (!(row.getObject("inode") instanceof Number)) {
      loader.addWithoutInode();
      return;
    }
    long inode = row.getLong("inode");
    ByteString name = name(row, inode, loader);
    byte[] data = row.getBytes("data");
    Attributes attributes =
        new Attributes(
            inode,
            number(row, "parent", inode, 0, loader),
            number(row, "version", inode, inode, loader),
            (int) number(row, "writer", inode, 0, loader),
            (int) number(row, "mtime", inode, 0, loader),
            name);
    int type = (int) number(row, "type", inode, TreeRow.REGULAR_FILE, loader) & TYPE_MASK;
    TreeRow read = new TreeRow(attributes, type, data == null ? RegularFile.NO_DATA : data);
    if (isWhole(row, inode, loader) || read.isDirectory()) {
      loader.add(read);
    }
  }

  /** The name, or one in place of a name that is too long. */
  private static ByteString name(ResultSet row, long inode, TreeLoader loader) throws SQLException {
    long length = row.getLong("name_length");
    if (length > TreeSize.MAX_NAME) {
      loader.addFault(
          Fault.refused(
              inode(inode) + " has a name of " + length + " bytes",
              Fault.update(inode, "name = 'inode-" + inode + "'")));
      return ByteString.of("inode-" + inode);
    }
    byte[] name = row.getBytes("name");
    return name == null ? ByteString.of("") : ByteString.copyOf(name, 0, name.length);
  }

  /** Whether the contents were read, which are saved by the remedy if they are too large. */
  private static boolean isWhole(ResultSet found, long inode, TreeLoader loader)
      throws SQLException {
    long length = found.getLong("data_length");
    if (length <= TreeSize.MAX_DATA) {
      return true;
    }
    String row = " FROM tree WHERE inode = " + inode + ";";
    loader.addFault(
        Fault.refused(
            inode(inode) + " has " + length + " bytes, of " + TreeSize.MAX_DATA + " at the most",
            "SELECT writefile('inode-" + inode + "', data)" + row + " DELETE" + row));
    return false;
  }

  private static String inode(long inode) {
    return "inode " + Long.toUnsignedString(inode);
  }

  private static long number(
      ResultSet row, String column, long inode, long otherwise, TreeLoader loader)
      throws SQLException {
    Object value = row.getObject(column);
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    loader.addFault(
        Fault.refused(
            inode(inode)
                + " has "
                + (value == null ? "no " : "something else than a number as its ")
                + column,
            Fault.update(inode, column + " = " + otherwise)));
    return otherwise;
  }
}
