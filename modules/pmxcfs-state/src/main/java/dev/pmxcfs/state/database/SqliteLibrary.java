package dev.pmxcfs.state.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native library, which sqlite-jdbc unpacks before it loads it, unless it is told where
 * one lies ({@code org.sqlite.lib.path}, as the launcher does).
 *
 * <p>sqlite-jdbc leaves the file to the end of the JVM, which a server that is killed never
 * reaches: a megabyte for each start would stay behind. A loaded library needs its file no more, so
 * it is removed at once, with the directory that was made for it alone.
 */
final class SqliteLibrary {

  /** Where an unpacked library lies. */
  private static final String LIBRARY = "org.sqlite.lib.path";

  /** Where sqlite-jdbc unpacks. */
  private static final String DIRECTORY = "org.sqlite.tmpdir";

  private static boolean loaded;

  private SqliteLibrary() {}

  /**
   * Loads the library once, and leaves no file.
   *
   * @throws IOException if it cannot be unpacked or loaded
   */
  static synchronized void load() throws IOException {
    if (loaded) {
      return;
    }
    if (System.getProperty(LIBRARY) != null) {
      loaded = initialize();
      return;
    }
    Path directory = Files.createTempDirectory("pmxcfs-sqlite");
    String before = System.getProperty(DIRECTORY);
    System.setProperty(DIRECTORY, directory.toString());
    try {
      loaded = initialize();
    } finally {
      restore(before);
      delete(directory);
    }
  }

  private static boolean initialize() throws IOException {
    try {
      return SQLiteJDBCLoader.initialize();
    } catch (Exception e) {
      throw new IOException("SQLite's native library cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static void restore(String before) {
    if (before != null) {
      System.setProperty(DIRECTORY, before);
    } else {
      System.clearProperty(DIRECTORY);
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(directory)) {
      files = found.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(directory);
  }
}
