package dev.pmxcfs.state.database;

import dev.pmxcfs.state.failure.Reason;
import dev.pmxcfs.state.failure.SqliteError;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeChange;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SQLite database that keeps the configuration tree, as the C server has it (operations,
 * section 6), opened to be changed.
 *
 * <p>One thread at a time may use it, and it blocks.
 */
public final class ConfigDatabase implements TreeStore, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigDatabase.class);

  private static final int MAX_WARNINGS = 10;

  private final Path file;
  private final boolean isNew;
  private final DatabaseLock lock;
  private final Connection connection;
  private final TreeWriting writing;

  /** What the file is known by, whatever its name. */
  private final Object key;

  /** SQLite's number for what others have stored. */
  private long dataVersion;

  /**
   * @param isNew whether there was none before
   * @param connection belongs to this from here on, unless this throws
   * @param key what the file is known by, whatever its name
   */
  ConfigDatabase(Path file, boolean isNew, DatabaseLock lock, Connection connection, Object key)
      throws SQLException {
    this.file = file;
    this.isNew = isNew;
    this.lock = lock;
    this.connection = connection;
    this.writing = new TreeWriting(connection);
    this.key = key;
  }

  /**
   * Opens a database, or creates it, for its owner alone, where nothing is. What is not a sound
   * database of pmxcfs is refused before anything is changed.
   *
   * @throws DatabaseException if another server uses it, or if it cannot be used
   */
  public static ConfigDatabase open(Path path) throws DatabaseException {
    return DatabaseOpening.open(path);
  }

  /** The real path of the database. */
  @Override
  public Path file() {
    return file;
  }

  /** Whether there was none before. */
  public boolean isNew() {
    return isNew;
  }

  /**
   * Reads the whole tree. Its version is not below that of any entry, whatever the version row
   * says, so that new entries do not take an existing inode. (The C server continues from that row,
   * or from 1 without it: defect D10.) A database without a version row gets one.
   *
   * @param now the time in seconds since 1970
   * @throws DatabaseException if the rows are not a tree; the message names the row
   */
  public ConfigTree load(int now) throws DatabaseException {
    var loader = new TreeLoader();
    ConfigTree tree;
    try {
      dataVersion = writing.dataVersion();
      new TreeSize(file, connection).check();
      new TreeTable(connection).readAll(loader);
      tree = loader.build();
    } catch (SQLException e) {
      throw new DatabaseException(file, "cannot be read: " + Reason.of(e), e);
    }
    checkSound(loader.faults());
    if (tree.version() == 0) {
      long highest = loader.highestNumber();
      long version = highest == 0 ? ConfigTree.FIRST_VERSION : highest;
      warnOf(highest == 0 ? List.of() : loader.faults());
      ConfigTree versioned = withVersion(tree, version, now);
      store(new TreeChange(versioned.root(), Set.of(), List.of()), versioned);
      return versioned;
    }
    warnOf(loader.faults());
    return atLeast(loader.highestNumber(), tree);
  }

  private void checkSound(List<Fault> faults) throws DatabaseException {
    Optional<Fault> refused = faults.stream().filter(Fault::refused).findFirst();
    if (refused.isPresent()) {
      throw new DatabaseException(file, "not loaded: " + refused.get().what());
    }
  }

  private void warnOf(List<Fault> faults) {
    faults.stream().limit(MAX_WARNINGS).forEach(fault -> LOG.warn("{}: {}", file, fault.what()));
    if (faults.size() > MAX_WARNINGS) {
      LOG.warn("{}: and {} more; config check names all", file, faults.size() - MAX_WARNINGS);
    }
  }

  /** As if the version row had at least a version. */
  private static ConfigTree atLeast(long version, ConfigTree tree) {
    return Long.compareUnsigned(tree.version(), version) < 0
        ? withVersion(tree, version, tree.root().attributes().mtime())
        : tree;
  }

  private static ConfigTree withVersion(ConfigTree tree, long version, int mtime) {
    Attributes root = tree.root().attributes();
    return tree.with(root.changed(version, root.writer(), mtime));
  }

  /**
   * Stores a change in one transaction. It survives the end of this process from then on, however
   * that ends; the newest changes may be missing after a loss of power, since the log is flushed to
   * the disk with the next checkpoint only (operations, section 6).
   *
   * @param before the tree that is changed, which the database has to hold still
   * @throws DatabaseUnchangedException if another program has the database locked or has changed it
   * @throws DatabaseException if it is not stored, or perhaps not; nothing can be said of later
   *     changes then
   */
  @Override
  public void commit(TreeChange change, ConfigTree before) throws DatabaseException {
    checkIsInPlace();
    store(change, before);
  }

  /** What is written to a file that has lost its name is lost with it. */
  private void checkIsInPlace() throws DatabaseException {
    try {
      if (!OpenDatabases.key(file).equals(key)) {
        throw DatabaseUnchangedException.changed(file, "it was replaced by another file");
      }
    } catch (DatabaseException e) {
      throw e;
    } catch (IOException e) {
      throw DatabaseUnchangedException.changed(file, Reason.of(e));
    }
  }

  private void store(TreeChange change, ConfigTree before) throws DatabaseException {
    try {
      writing.begin();
      try {
        checkHolds(before);
        writing.write(change);
        writing.commit();
      } catch (SQLException | DatabaseException | RuntimeException | Error e) {
        writing.rollBackAfter(e);
        throw e;
      }
    } catch (SQLException e) {
      throw notSaved(e);
    }
  }

  private DatabaseException notSaved(SQLException e) {
    return SqliteError.of(e) == SqliteError.BUSY
        ? DatabaseUnchangedException.locked(file, e)
        : new DatabaseException(file, "the change was not saved: " + Reason.of(e), e);
  }

  /**
   * Another program may have stored something that leaves the tree as it is, such as a copy of the
   * database without its holes. If it has changed the tree, a change of the old one would bring
   * rows with the same name, or undo what it has done.
   */
  private void checkHolds(ConfigTree before) throws SQLException, DatabaseException {
    long version = writing.dataVersion();
    if (version == dataVersion) {
      return;
    }
    var loader = new TreeLoader();
    new TreeTable(connection).readAll(loader);
    ConfigTree now = atLeast(loader.highestNumber(), loader.build());
    Optional<String> difference = TreeComparison.difference(before, now);
    if (difference.isPresent() || loader.faults().stream().anyMatch(Fault::refused)) {
      throw DatabaseUnchangedException.changed(
          file, difference.orElse("its rows are no tree any more"));
    }
    dataVersion = version;
  }

  /** Closes the database, which merges its write-ahead log, and lets other servers open it. */
  @Override
  public void close() throws DatabaseException {
    try (lock) {
      writing.close();
      connection.close();
      OpenDatabases.remove(key);
    } catch (IOException | SQLException e) {
      throw new DatabaseException(file, "not closed properly: " + Reason.of(e), e);
    }
  }
}
