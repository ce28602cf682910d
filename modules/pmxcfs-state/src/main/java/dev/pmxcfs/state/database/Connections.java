package dev.pmxcfs.state.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/**
 * Opens databases that another user may have made to do harm: nothing that they declare is run, no
 * value larger than ours is read, and pages are checked before they are trusted. (SQLite's
 * "defensive" mode, which its driver for Java cannot set, is for statements of strangers; all of
 * ours are constants.)
 */
final class Connections {

  private Connections() {}

  /** A connection to be read from, whatever its configuration would let it do. */
  static Connection forReading(SQLiteConfig config, String url) throws SQLException {
    return open(config, url, "PRAGMA query_only = ON");
  }

  /** A connection to be written to. */
  static Connection forWriting(SQLiteConfig config, String url) throws SQLException {
    return open(config, url, "PRAGMA query_only = OFF");
  }

  private static Connection open(SQLiteConfig config, String url, String mode) throws SQLException {
    Connection connection = config.createConnection(url);
    try (Statement statement = connection.createStatement()) {
      ((SQLiteConnection) connection).setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, TreeSize.MAX_ROW);
      statement.execute("PRAGMA trusted_schema = OFF");
      statement.execute("PRAGMA cell_size_check = ON");
      statement.execute(mode);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }
}
