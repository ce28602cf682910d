package dev.pmxcfs.state.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** Makes a database that is there as a whole or not at all, whenever the process ends. */
final class NewDatabase {

  /**
   * In bytes, a quarter of SQLite's own size. A change writes the page of the version row and that
   * of its own row, and most files are small (operations, section 6). The C server reads any size,
   * and databases that exist keep theirs.
   */
  private static final int PAGE_SIZE = 1024;

  private static final FileAttribute<?> OWNER_ALONE = mode("rwx------");
  private static final FileAttribute<?> OWNER_READS_AND_WRITES = mode("rw-------");

  private NewDatabase() {}

  /**
   * Creates an empty database that its owner alone can open.
   *
   * @param file its real path, where nothing is
   */
  static void create(Path file) throws IOException, SQLException {
    // no other user can enter it and put a journal beside the database
    Path directory =
        Files.createTempDirectory(file.getParent(), "." + file.getFileName() + ".new", OWNER_ALONE);
    Path unfinished = directory.resolve(file.getFileName());
    try {
      Files.createFile(unfinished, OWNER_READS_AND_WRITES);
      createTable(unfinished);
      Files.move(unfinished, file);
    } finally {
      Files.deleteIfExists(unfinished);
      Files.delete(directory);
    }
  }

  private static FileAttribute<?> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  private static void createTable(Path file) throws SQLException {
    var config = new SQLiteConfig();
    config.setPageSize(PAGE_SIZE);
    try (Connection connection = config.createConnection("jdbc:sqlite:" + file.toUri());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(TreeSchema.CREATE_TABLE);
    }
  }
}
