package dev.pmxcfs.cluster.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
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

  /** Has a file another text, and a database the time at which it was last changed. */
  static void change(Path database, String file, String text, int mtime) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        PreparedStatement data =
            connection.prepareStatement("UPDATE tree SET data = ? WHERE name = ?");
        PreparedStatement time =
            connection.prepareStatement("UPDATE tree SET mtime = ? WHERE inode = 0")) {
      data.setBytes(1, text.getBytes(UTF_8));
      data.setString(2, file);
      time.setInt(1, mtime);
      if (data.executeUpdate() != 1 || time.executeUpdate() != 1) {
        throw new AssertionError(file + " is not in " + database);
      }
    }
  }

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
