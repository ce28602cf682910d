package dev.pmxcfs.state.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** Makes a database that is there as a whole or not at all, whenever the process ends. */
final class NewDatabase {

  private NewDatabase() {}

  /**
   * Creates an empty database that its owner alone can open.
   *
   * @param file its real path, where nothing is
   */
  static void create(Path file) throws IOException, SQLException {
    // with a mode of 0600
    Path unfinished = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".new");
    try {
      createTable(unfinished);
      Files.move(unfinished, file);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void createTable(Path file) throws SQLException {
    try (Connection connection =
            new SQLiteConfig().createConnection("jdbc:sqlite:" + file.toUri());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(TreeSchema.CREATE_TABLE);
    }
  }
}
