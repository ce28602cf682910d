package dev.pmxcfs.state.database;

import dev.pmxcfs.state.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/** Opens databases to be changed, each of which has one server at the most. */
final class DatabaseOpening {

  private static final int BUSY_TIMEOUT_MILLIS = 10_000;

  private DatabaseOpening() {}

  /** As {@link ConfigDatabase#open}. */
  static ConfigDatabase open(Path path) throws DatabaseException {
    return open(path, BUSY_TIMEOUT_MILLIS);
  }

  /**
   * @param busyTimeoutMillis for how long to wait while another program has the database locked
   */
  static ConfigDatabase open(Path path, int busyTimeoutMillis) throws DatabaseException {
    Path file = DatabaseFile.findOrPlace(path);
    DatabaseLock lock = null;
    try {
      SqliteLibrary.load();
      boolean isShared = DatabaseFile.checkIsSafe(path, file);
      if (isShared) {
        SideFiles.check(file);
      }
      if (Files.exists(file)) {
        DatabaseFile.checkWritable(file);
        DatabaseContents.readSound(file);
      }
      lock = DatabaseLock.acquire(file);
      boolean isNew = Files.notExists(file);
      if (isNew) {
        NewDatabase.create(file);
      }
      DatabaseFile.warnOfReaders(file);
      if (isShared) {
        DatabaseFile.checkIsSafe(path, file); // it may have come a moment ago
        return connectAmongOthers(file, busyTimeoutMillis, isNew, lock);
      }
      return connect(file, busyTimeoutMillis, isNew, lock);
    } catch (IOException | SQLException e) {
      release(lock, e);
      throw e instanceof DatabaseException known
          ? known
          : new DatabaseException(file, "cannot be opened: " + Reason.of(e), e);
    }
  }

  private static ConfigDatabase connect(
      Path file, int busyTimeoutMillis, boolean isNew, DatabaseLock lock)
      throws IOException, SQLException {
    Object key = OpenDatabases.key(file);
    OpenDatabases.add(key);
    try {
      return connected(connect(file, busyTimeoutMillis), file, isNew, lock, key);
    } catch (SQLException e) {
      OpenDatabases.remove(key);
      throw e;
    }
  }

  private static ConfigDatabase connected(
      Connection connection, Path file, boolean isNew, DatabaseLock lock, Object key)
      throws SQLException {
    try {
      return new ConfigDatabase(file, isNew, lock, connection, key);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static ConfigDatabase connectAmongOthers(
      Path file, int busyTimeoutMillis, boolean isNew, DatabaseLock lock)
      throws IOException, SQLException {
    SideFiles files = SideFiles.claim(file);
    try {
      return withoutJournal(connect(file, busyTimeoutMillis, isNew, lock), files);
    } catch (IOException | SQLException e) {
      files.remove();
      throw e;
    }
  }

  private static ConfigDatabase withoutJournal(ConfigDatabase opened, SideFiles files)
      throws IOException {
    try {
      files.removeJournal();
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  private static void release(DatabaseLock lock, Exception reason) {
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /** A connection with the settings of operations, section 6. */
  static Connection connect(Path file) throws SQLException {
    return connect(file, BUSY_TIMEOUT_MILLIS);
  }

  private static Connection connect(Path file, int busyTimeoutMillis) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(busyTimeoutMillis);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    // or else the driver would ask for the inode of each row that it has written
    config.setGetGeneratedKeys(false);
    // as a URI, since a plain path ends at a question mark
    return Connections.forWriting(config, "jdbc:sqlite:" + file.toUri());
  }
}
