package dev.pmxcfs.state.database;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeChange;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * The SQLite database that keeps the configuration tree, as the C server has it (operations
 * specification, section 6).
 *
 * <p>One thread at a time may use it, and it blocks.
 */
public final class ConfigDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigDatabase.class);

  private static final int BUSY_TIMEOUT_MILLIS = 10_000;
  private static final long FIRST_VERSION = 1;

  private static final String CREATE_TABLE =
      """
      CREATE TABLE IF NOT EXISTS tree (
        inode INTEGER PRIMARY KEY NOT NULL,
        parent INTEGER NOT NULL CHECK(typeof(parent)=='integer'),
        version INTEGER NOT NULL CHECK(typeof(version)=='integer'),
        writer INTEGER NOT NULL CHECK(typeof(writer)=='integer'),
        mtime INTEGER NOT NULL CHECK(typeof(mtime)=='integer'),
        type INTEGER NOT NULL CHECK(typeof(type)=='integer'),
        name TEXT NOT NULL,
        data BLOB)""";

  private final Path file;
  private final DatabaseLock lock;
  private final Connection connection;

  private ConfigDatabase(Path file, DatabaseLock lock, Connection connection) {
    this.file = file;
    this.lock = lock;
    this.connection = connection;
  }

  /**
   * Opens a database, and creates what is missing of it: directory (mode 0750), file (0600), table.
   *
   * @throws DatabaseException if another server uses it or SQLite cannot
   */
  public static ConfigDatabase open(Path path) throws DatabaseException {
    DatabaseLock lock = null;
    try {
      Path file = DatabaseFile.prepare(path);
      lock = DatabaseLock.acquire(file);
      SqliteLibrary.load(file);
      return new ConfigDatabase(file, lock, connect(file));
    } catch (DatabaseException e) {
      throw e;
    } catch (IOException | SQLException e) {
      release(lock, e);
      throw new DatabaseException(path, "cannot be opened: " + e, e);
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

  private static Connection connect(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    // as a URI, since a plain path ends at a question mark
    Connection connection = config.createConnection("jdbc:sqlite:" + file.toUri());
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(CREATE_TABLE);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** The real path of the database. */
  public Path file() {
    return file;
  }

  /**
   * Reads the whole tree. Its version is one that no entry has passed, whatever the version row
   * says, so that new entries take no existing inode (defect D10 of the C server, which goes on
   * from that row and starts at 1 without it). A database without a version row gets one.
   *
   * @param now the time in seconds since 1970
   * @throws DatabaseException if the rows are no tree; the message names the row
   */
  public ConfigTree load(int now) throws DatabaseException {
    TreeLoader loader = new TreeLoader(file);
    try {
      new TreeTable(connection).readAll(loader);
    } catch (SQLException e) {
      throw new DatabaseException(file, "cannot be read: " + e.getMessage(), e);
    }
    ConfigTree tree = loader.build();
    long highestNumber = loader.highestNumber();
    if (tree.version() == 0) {
      return store(withVersion(tree, Math.max(FIRST_VERSION, highestNumber), now), highestNumber);
    }
    if (Long.compareUnsigned(tree.version(), highestNumber) < 0) {
      LOG.warn(
          "{} has global version {} but entries up to {}; it goes on from there",
          file,
          Long.toUnsignedString(tree.version()),
          Long.toUnsignedString(highestNumber));
      return withVersion(tree, highestNumber, tree.root().attributes().mtime());
    }
    return tree;
  }

  private ConfigTree store(ConfigTree versioned, long highestNumber) throws DatabaseException {
    if (highestNumber > 0) {
      LOG.warn(
          "{} has entries but no global version; it goes on from {}, the highest of any entry",
          file,
          highestNumber);
    }
    commit(new TreeChange(versioned.root(), Set.of(), List.of()));
    return versioned;
  }

  private static ConfigTree withVersion(ConfigTree tree, long version, int mtime) {
    Attributes root = tree.root().attributes();
    return tree.with(
        new Attributes(root.inode(), root.parent(), version, root.writer(), mtime, root.name()));
  }

  /**
   * Stores a change in one transaction. It survives the end of this process from then on, however
   * that ends; the newest changes may be missing after a loss of power, since the log is flushed to
   * the disk with the next checkpoint only (section 6).
   *
   * @throws DatabaseException if it is not stored, or perhaps not; nothing can be said of later
   *     changes then
   */
  public void commit(TreeChange change) throws DatabaseException {
    try (Statement transaction = connection.createStatement()) {
      transaction.execute("BEGIN IMMEDIATE");
      try {
        new TreeTable(connection).write(change);
        transaction.execute("COMMIT");
      } catch (SQLException | RuntimeException | Error e) {
        rollBackAfter(e, transaction);
        throw e;
      }
    } catch (SQLException e) {
      throw new DatabaseException(file, "the change was not saved: " + e.getMessage(), e);
    }
  }

  /** After some errors SQLite has done so by itself, and says that there is no transaction. */
  private static void rollBackAfter(Throwable reason, Statement transaction) {
    try {
      transaction.execute("ROLLBACK");
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  /** Closes the database, which takes in its write-ahead log, and lets other servers at it. */
  @Override
  public void close() throws DatabaseException {
    try (lock) {
      connection.close();
    } catch (IOException | SQLException e) {
      throw new DatabaseException(file, "not closed properly: " + e, e);
    }
  }
}
