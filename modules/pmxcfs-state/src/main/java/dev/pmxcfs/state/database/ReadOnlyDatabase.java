package dev.pmxcfs.state.database;

import dev.pmxcfs.state.database.ForeignDatabase.Moment;
import dev.pmxcfs.state.failure.Reason;
import dev.qbipc.linux.file.SafeDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/**
 * Reads a database without leaving a trace, even while another process has it open: no locks, no
 * files, no change to existing ones. So it can be on a read-only medium.
 *
 * <p>SQLite can do so only if no write-ahead log or journal belongs to the file. If one does,
 * because a server runs or was killed, both are copied to a private place, and the copy is read.
 * The same is done with a file that others can replace while SQLite opens it by its path. If
 * another process changes the database meanwhile, everything is read again.
 */
final class ReadOnlyDatabase {

  private static final int ATTEMPTS = 50;
  private static final long MILLIS_BETWEEN_ATTEMPTS = 20;

  private final Path file;

  /** What is done with the database, more than once perhaps. */
  @FunctionalInterface
  interface Reading<T> {
    T of(Connection connection) throws SQLException, DatabaseException;
  }

  /**
   * @param file the real path
   */
  ReadOnlyDatabase(Path file) {
    this.file = file;
  }

  /**
   * Reads the database as it is at one moment.
   *
   * @throws DatabaseException if it cannot be read
   */
  <T> T read(Reading<T> reading) throws DatabaseException {
    try {
      SqliteLibrary.load();
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Attempt<T> made = attempt(reading);
        if (!made.disturbed()) {
          return made.result();
        }
        Thread.sleep(MILLIS_BETWEEN_ATTEMPTS);
      }
    } catch (DatabaseException e) {
      throw e;
    } catch (IOException | SQLException e) {
      throw new DatabaseException(file, "cannot be read: " + Reason.withFile(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new DatabaseException(file, "cannot be read while another program changes it so often");
  }

  /** What one attempt has read, if nothing was changed meanwhile. */
  private record Attempt<T>(boolean disturbed, T result) {

    static <T> Attempt<T> spoiled() {
      return new Attempt<>(true, null);
    }
  }

  private <T> Attempt<T> attempt(Reading<T> reading)
      throws IOException, SQLException, DatabaseException {
    try (ForeignDatabase database = ForeignDatabase.open(file)) {
      Moment before = database.look();
      return before.hasSideFiles() || !SafeDirectory.isSafe(file.getParent())
          ? readCopy(database, before, reading)
          : readInPlace(database, before, reading);
    }
  }

  private <T> Attempt<T> readInPlace(ForeignDatabase database, Moment before, Reading<T> reading)
      throws IOException, SQLException, DatabaseException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    try {
      // as a URI, since a plain path ends at a question mark
      T result = read(config, "jdbc:sqlite:" + file.toUri() + "?immutable=1", reading);
      return new Attempt<>(database.hasChangedSince(before), result);
    } catch (SQLException | DatabaseException e) {
      if (database.hasChangedSince(before)) {
        return Attempt.spoiled();
      }
      throw e;
    }
  }

  /**
   * A log that is written while it is copied does no harm, as long as it has not begun anew. So
   * servers that write all the time can be read.
   */
  private <T> Attempt<T> readCopy(ForeignDatabase database, Moment before, Reading<T> reading)
      throws IOException, SQLException, DatabaseException {
    try (DatabaseCopy copy = DatabaseCopy.of(database)) {
      boolean disturbed =
          before.hasLog() ? database.hasLogBegunSince(before) : database.hasChangedSince(before);
      return disturbed
          ? Attempt.spoiled()
          : new Attempt<>(
              false, read(new SQLiteConfig(), "jdbc:sqlite:" + copy.file().toUri(), reading));
    }
  }

  private static <T> T read(SQLiteConfig config, String url, Reading<T> reading)
      throws SQLException, DatabaseException {
    try (Connection connection = Connections.forReading(config, url)) {
      return reading.of(connection);
    }
  }
}
