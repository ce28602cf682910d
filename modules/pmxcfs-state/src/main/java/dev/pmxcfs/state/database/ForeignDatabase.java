package dev.pmxcfs.state.database;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FileStatus;
import dev.qbipc.linux.file.FileStatus.Type;
import dev.qbipc.linux.file.OpenDirectory;
import dev.qbipc.linux.file.OpenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A database that another process may have open, with its write-ahead log or journal: files that
 * are looked at and opened, but neither locked nor changed. Changes are noticed by the times of the
 * file and by the log's header, which is new whenever the log starts anew.
 */
final class ForeignDatabase implements AutoCloseable {

  static final String LOG = "-wal";
  static final String JOURNAL = "-journal";

  /** Of a write-ahead log; it has the number that is new with each beginning. */
  private static final int HEADER_SIZE = 32;

  private final Path file;
  private final OpenDirectory directory;
  private final OpenFile database;

  private ForeignDatabase(Path file, OpenDirectory directory, OpenFile database) {
    this.file = file;
    this.directory = directory;
    this.database = database;
  }

  /** What the files were like at one moment. */
  record Moment(FileStatus database, byte[] log, byte[] journal) {

    /** Whether what belongs to the database may be in another file than its own. */
    boolean hasSideFiles() {
      return hasLog() || journal.length > 0;
    }

    boolean hasLog() {
      return log.length > 0;
    }

    private boolean hasHeadersOf(Moment other) {
      return Arrays.equals(log, other.log) && Arrays.equals(journal, other.journal);
    }
  }

  /**
   * Opens a database's file.
   *
   * @param file the real path
   * @throws DatabaseException if it is not a regular file
   */
  static ForeignDatabase open(Path file) throws IOException {
    OpenDirectory directory = OpenDirectory.open(file.getParent());
    try {
      return new ForeignDatabase(file, directory, regular(file, directory));
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static OpenFile regular(Path file, OpenDirectory directory) throws IOException {
    OpenFile opened = directory.file(OpenDirectory.name(file));
    if (opened.status().type() != Type.REGULAR) {
      opened.close();
      throw new DatabaseException(file, "was replaced while it was looked at");
    }
    return opened;
  }

  /** What the files are like now. */
  Moment look() throws IOException {
    return new Moment(database.status(), header(LOG), header(JOURNAL));
  }

  /** Whether anything was done to the database, or another one is in its place. */
  boolean hasChangedSince(Moment before) throws IOException {
    return !before.database().equals(directory.status(OpenDirectory.name(file)))
        || hasLogBegunSince(before);
  }

  /** Whether the log or the journal is gone or has begun anew. */
  boolean hasLogBegunSince(Moment before) throws IOException {
    return !before.hasHeadersOf(new Moment(before.database(), header(LOG), header(JOURNAL)));
  }

  private byte[] header(String suffix) throws IOException {
    try (OpenFile side = openSideFile(suffix)) {
      return side == null ? new byte[0] : side.read(HEADER_SIZE);
    }
  }

  /** The database's own file, which this closes. */
  OpenFile database() {
    return database;
  }

  /**
   * Opens the log or the journal. SQLite does not follow links to these files either.
   *
   * @return null if there is none
   */
  OpenFile openSideFile(String suffix) throws IOException {
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
      throw new DatabaseException(path(suffix), "cannot be read: " + e.getMessage(), e);
    }
    throw new DatabaseException(path(suffix), "is not a regular file, as it should be");
  }

  /** The path of the log or the journal, or of the database for no suffix. */
  Path path(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  @Override
  public void close() {
    database.close();
    directory.close();
  }
}
