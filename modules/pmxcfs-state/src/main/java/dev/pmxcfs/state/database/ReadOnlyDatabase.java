package dev.pmxcfs.state.database;

import dev.pmxcfs.state.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * Reads a database without leaving anything behind, whoever has it open: neither locks nor files,
 * nor a change of those that are there. So it can be on a medium that cannot be written to.
 *
 * <p>SQLite can do so only when no write-ahead log or journal belongs to the file. Where one does,
 * since a server runs or was killed, both are copied to a private place, and the copy is read. What
 * another process changes meanwhile is seen by the times of the file and by the log's header, which
 * is new whenever the log begins anew; then all is read again.
 */
final class ReadOnlyDatabase {

  private static final int ATTEMPTS = 50;
  private static final long MILLIS_BETWEEN_ATTEMPTS = 20;

  private static final String LOG = "-wal";
  private static final String JOURNAL = "-journal";
  private static final List<String> SIDE_FILES = List.of(LOG, JOURNAL);

  /** Of a write-ahead log; it has the number that is new with each beginning. */
  private static final int HEADER_SIZE = 32;

  /** With the process id, so that what a killed one left is known for that. */
  private static final String TEMPORARY = "pmxcfs-database-" + ProcessHandle.current().pid() + "-";

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
  private record Attempt<T>(boolean disturbed, T result) {}

  private <T> Attempt<T> attempt(Reading<T> reading)
      throws IOException, SQLException, DatabaseException {
    FileStamp before = FileStamp.of(file);
    List<byte[]> headers = headers();
    if (hasSome(headers)) {
      return readCopy(before, headers, reading);
    }
    try {
      T result = readInPlace(reading);
      return new Attempt<>(isDisturbed(before, headers), result);
    } catch (SQLException | DatabaseException e) {
      if (isDisturbed(before, headers)) {
        return new Attempt<>(true, null);
      }
      throw e;
    }
  }

  private boolean isDisturbed(FileStamp before, List<byte[]> headers) throws IOException {
    return !before.equals(FileStamp.of(file)) || !sameHeaders(headers, headers());
  }

  private static boolean hasSome(List<byte[]> headers) {
    return headers.stream().anyMatch(header -> header.length > 0);
  }

  private static boolean sameHeaders(List<byte[]> some, List<byte[]> others) {
    for (int i = 0; i < some.size(); i++) {
      if (!Arrays.equals(some.get(i), others.get(i))) {
        return false;
      }
    }
    return true;
  }

  private List<byte[]> headers() throws IOException {
    return List.of(header(LOG), header(JOURNAL));
  }

  private byte[] header(String suffix) throws IOException {
    try (InputStream in = open(suffix)) {
      return in.readNBytes(HEADER_SIZE);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  /** SQLite does not follow links to these files either. */
  private InputStream open(String suffix) throws IOException {
    Path side = sideFile(suffix);
    if (Files.exists(side, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(side, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatabaseException(side, "is not a regular file, as it should be");
    }
    return Files.newInputStream(side, LinkOption.NOFOLLOW_LINKS);
  }

  private Path sideFile(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private <T> T readInPlace(Reading<T> reading) throws SQLException, DatabaseException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    // as a URI, since a plain path ends at a question mark
    return read(config, "jdbc:sqlite:" + file.toUri() + "?immutable=1", reading);
  }

  private <T> Attempt<T> readCopy(FileStamp before, List<byte[]> headers, Reading<T> reading)
      throws IOException, SQLException, DatabaseException {
    Path directory = Files.createTempDirectory(TEMPORARY);
    try {
      Path copy = directory.resolve("copy.db");
      Files.copy(file, copy);
      for (String suffix : SIDE_FILES) {
        copy(suffix, directory.resolve("copy.db" + suffix));
      }
      return isCopyDisturbed(before, headers)
          ? new Attempt<>(true, null)
          : new Attempt<>(false, read(new SQLiteConfig(), "jdbc:sqlite:" + copy.toUri(), reading));
    } finally {
      delete(directory);
    }
  }

  /**
   * All that is moved from a log into the database while that is copied is in the copy of the log,
   * which is made afterwards, as long as the log has not begun anew. So servers that write all the
   * time can be read.
   */
  private boolean isCopyDisturbed(FileStamp before, List<byte[]> headers) throws IOException {
    boolean hasLog = headers.get(SIDE_FILES.indexOf(LOG)).length > 0;
    return hasLog ? !sameHeaders(headers, headers()) : isDisturbed(before, headers);
  }

  private void copy(String suffix, Path target) throws IOException {
    try (InputStream in = open(suffix)) {
      Files.copy(in, target);
    } catch (NoSuchFileException e) {
      // there is none
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path copied : files) {
        Files.delete(copied);
      }
    }
    Files.delete(directory);
  }

  private static <T> T read(SQLiteConfig config, String url, Reading<T> reading)
      throws SQLException, DatabaseException {
    try (Connection connection = config.createConnection(url);
        Statement statement = connection.createStatement()) {
      // nothing that the database itself declares is run
      statement.execute("PRAGMA trusted_schema = OFF");
      return reading.of(connection);
    }
  }
}
