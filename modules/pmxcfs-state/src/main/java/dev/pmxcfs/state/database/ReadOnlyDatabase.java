package dev.pmxcfs.state.database;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.pmxcfs.state.failure.Reason;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FileStatus;
import dev.qbipc.linux.file.FileStatus.Type;
import dev.qbipc.linux.file.OpenDirectory;
import dev.qbipc.linux.file.OpenFile;
import dev.qbipc.linux.file.SafeDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * Reads a database without leaving a trace, even while another process has it open: no locks, no
 * files, no change to existing ones. So it can be on a read-only medium.
 *
 * <p>SQLite can do so only if no write-ahead log or journal belongs to the file. If one does,
 * because a server runs or was killed, both are copied to a private place, and the copy is read.
 * The same is done with a file that others can replace while SQLite opens it by its path. Changes
 * by other processes meanwhile are noticed by the times of the file and by the log's header, which
 * is new whenever the log starts anew; then everything is read again.
 */
final class ReadOnlyDatabase {

  private static final int ATTEMPTS = 50;
  private static final long MILLIS_BETWEEN_ATTEMPTS = 20;

  /** Several times what the largest configuration needs, for what was there before. */
  private static final long MAX_COPY = 1024L * 1024 * 1024;

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
    try (OpenDirectory directory = OpenDirectory.open(file.getParent());
        OpenFile opened = openDatabase(directory)) {
      return attempt(directory, opened, reading);
    }
  }

  private <T> Attempt<T> attempt(OpenDirectory directory, OpenFile opened, Reading<T> reading)
      throws IOException, SQLException, DatabaseException {
    FileStatus before = opened.status();
    List<byte[]> headers = headers(directory);
    if (hasSome(headers) || !SafeDirectory.isSafe(file.getParent())) {
      return readCopy(directory, opened, headers, reading);
    }
    try {
      T result = readInPlace(reading);
      return new Attempt<>(isDisturbed(directory, before, headers), result);
    } catch (SQLException | DatabaseException e) {
      if (isDisturbed(directory, before, headers)) {
        return new Attempt<>(true, null);
      }
      throw e;
    }
  }

  private OpenFile openDatabase(OpenDirectory directory) throws IOException {
    OpenFile opened = directory.file(OpenDirectory.name(file));
    if (opened.status().type() != Type.REGULAR) {
      opened.close();
      throw new DatabaseException(file, "was replaced while it was looked at");
    }
    return opened;
  }

  private boolean isDisturbed(OpenDirectory directory, FileStatus before, List<byte[]> headers)
      throws IOException {
    return !before.equals(directory.status(OpenDirectory.name(file)))
        || !sameHeaders(headers, headers(directory));
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

  private List<byte[]> headers(OpenDirectory directory) throws IOException {
    return List.of(header(directory, LOG), header(directory, JOURNAL));
  }

  private byte[] header(OpenDirectory directory, String suffix) throws IOException {
    try (OpenFile side = open(directory, suffix)) {
      return side == null ? new byte[0] : side.read(HEADER_SIZE);
    }
  }

  /**
   * SQLite does not follow links to these files either.
   *
   * @return null if there is none
   */
  private OpenFile open(OpenDirectory directory, String suffix) throws IOException {
    String name = OpenDirectory.name(file) + suffix;
    try {
      if (directory.status(name).type() == Type.REGULAR) {
        OpenFile side = directory.file(name);
        if (side.status().type() == Type.REGULAR) {
          return side;
        }
        side.close();
      }
    } catch (SystemCallException e) {
      if (e.isMissing()) {
        return null;
      }
      throw new DatabaseException(sideFile(suffix), "cannot be read: " + e.getMessage(), e);
    }
    throw new DatabaseException(sideFile(suffix), "is not a regular file, as it should be");
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

  private <T> Attempt<T> readCopy(
      OpenDirectory directory, OpenFile opened, List<byte[]> headers, Reading<T> reading)
      throws IOException, SQLException, DatabaseException {
    Path target = Files.createTempDirectory(TEMPORARY);
    try {
      Path copy = target.resolve("copy.db");
      copy(opened, file, copy);
      for (String suffix : SIDE_FILES) {
        copy(directory, suffix, target.resolve("copy.db" + suffix));
      }
      return isCopyDisturbed(directory, opened.status(), headers)
          ? new Attempt<>(true, null)
          : new Attempt<>(false, read(new SQLiteConfig(), "jdbc:sqlite:" + copy.toUri(), reading));
    } finally {
      delete(target);
    }
  }

  /**
   * All that is moved from a log into the database while that is copied is in the copy of the log,
   * which is made afterwards, as long as the log has not begun anew. So servers that write all the
   * time can be read.
   */
  private boolean isCopyDisturbed(OpenDirectory directory, FileStatus before, List<byte[]> headers)
      throws IOException {
    boolean hasLog = headers.get(SIDE_FILES.indexOf(LOG)).length > 0;
    return hasLog
        ? !sameHeaders(headers, headers(directory))
        : isDisturbed(directory, before, headers);
  }

  private void copy(OpenDirectory directory, String suffix, Path target) throws IOException {
    try (OpenFile side = open(directory, suffix)) {
      if (side != null) {
        copy(side, sideFile(suffix), target);
      }
    }
  }

  /** Copies a file that may be on a disk with more room, and may grow all the while. */
  private static void copy(OpenFile opened, Path name, Path target) throws IOException {
    long copied = 0;
    try (FileChannel from = FileChannel.open(opened.pathOfDescriptor());
        FileChannel to = FileChannel.open(target, CREATE_NEW, WRITE)) {
      long count;
      do {
        count = from.transferTo(copied, MAX_COPY + 1 - copied, to);
        copied += count;
      } while (count > 0);
    }
    if (copied > MAX_COPY) {
      throw new DatabaseException(
          name, "is larger than " + MAX_COPY + " bytes, and is not copied to be read");
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
    try (Connection connection = Connections.forReading(config, url)) {
      return reading.of(connection);
    }
  }
}
