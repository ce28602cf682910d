package dev.pmxcfs.state.database;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.qbipc.linux.file.OpenFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A copy of a database and of what belongs to it, in a private place, until it is closed. */
final class DatabaseCopy implements AutoCloseable {

  /** Several times what the largest configuration needs, for what was there before. */
  private static final long MAX_SIZE = 1024L * 1024 * 1024;

  /** With the process id, so that what a killed one left is known for that. */
  private static final String DIRECTORY = "pmxcfs-database-" + ProcessHandle.current().pid() + "-";

  private static final String NAME = "copy.db";
  private static final List<String> SIDE_FILES =
      List.of(ForeignDatabase.LOG, ForeignDatabase.JOURNAL);

  private final Path directory;

  private DatabaseCopy(Path directory) {
    this.directory = directory;
  }

  /**
   * Copies a database, and then its log and journal: all that is moved from a log into the database
   * while that is copied is in the copy of the log.
   */
  static DatabaseCopy of(ForeignDatabase database) throws IOException {
    var copy = new DatabaseCopy(Files.createTempDirectory(DIRECTORY));
    try {
      copy.add(database.database(), database.path(""), "");
      for (String suffix : SIDE_FILES) {
        try (OpenFile side = database.openSideFile(suffix)) {
          if (side != null) {
            copy.add(side, database.path(suffix), suffix);
          }
        }
      }
      return copy;
    } catch (IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  /** Copies a file that may be on a disk with more room, and may grow all the while. */
  private void add(OpenFile opened, Path path, String suffix) throws IOException {
    long copied = 0;
    try (FileChannel from = FileChannel.open(opened.pathOfDescriptor());
        FileChannel to = FileChannel.open(directory.resolve(NAME + suffix), CREATE_NEW, WRITE)) {
      long count;
      do {
        count = from.transferTo(copied, MAX_SIZE + 1 - copied, to);
        copied += count;
      } while (count > 0);
    }
    if (copied > MAX_SIZE) {
      throw new DatabaseException(
          path, "is larger than " + MAX_SIZE + " bytes, and is not copied to be read");
    }
  }

  /** The copy's own file. */
  Path file() {
    return directory.resolve(NAME);
  }

  @Override
  public void close() throws IOException {
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path copied : files) {
        Files.delete(copied);
      }
    }
    Files.delete(directory);
  }
}
