package dev.pmxcfs.cluster.real;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What is in a node's database, to be compared with another's. */
final class StoredRows {

  /** The type of the version's row is 4 after a sync, and 8 after a change (item 246). */
  private static final String ROWS =
      "SELECT inode, parent, version, writer, mtime, type * (inode <> 0), name, hex(data) FROM tree"
          + " ORDER BY inode";

  private StoredRows() {}

  static List<String> of(Path database) {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(ROWS)) {
      while (found.next()) {
        var row = new StringBuilder();
        for (int column = 1; column <= 8; column++) {
          row.append(found.getString(column)).append('|');
        }
        rows.add(row.toString());
      }
    } catch (SQLException e) {
      rows.add(e.getMessage()); // it is being made, or written
    }
    return rows;
  }
}
