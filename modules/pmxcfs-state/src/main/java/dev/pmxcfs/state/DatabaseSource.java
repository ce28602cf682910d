package dev.pmxcfs.state;

import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.database.ConfigDatabase;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.guests.DuplicateGuestException;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.replica.ChangeOrder;
import dev.pmxcfs.state.replica.ChangeOrder.Loaded;
import dev.pmxcfs.state.replica.Readers;
import dev.pmxcfs.state.replica.Replica;
import dev.pmxcfs.state.replica.ReplicaLog;
import dev.pmxcfs.state.tree.ConfigTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Configuration files in a database, whose replica changes them. */
final class DatabaseSource implements ConfigSource {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseSource.class);

  private final ServedPath served;
  private final ConfigDatabase database;
  private final Configuration loaded;
  private final ChangeOrder order;
  private final Clock clock;
  private ReplicaLog changes;

  private DatabaseSource(
      ServedPath served,
      ConfigDatabase database,
      Configuration loaded,
      ChangeOrder order,
      Clock clock) {
    this.served = served;
    this.database = database;
    this.loaded = loaded;
    this.order = order;
    this.clock = clock;
  }

  /**
   * Opens the database, which is created where it is missing, and reads all of it.
   *
   * @param corosyncConf the host's corosync.conf, which a new database begins with if it is there
   */
  static DatabaseSource open(Path file, Optional<Path> corosyncConf, ChangeOrder order, Clock clock)
      throws IOException {
    // Read before there is a database: a later start would find one, and not import it any more.
    Optional<FirstFile> first =
        corosyncConf.isPresent() && Files.notExists(file)
            ? FirstFile.read(corosyncConf.get())
            : Optional.empty();
    ConfigDatabase database = ConfigDatabase.open(file);
    try {
      Configuration loaded = load(database, (int) clock.instant().getEpochSecond());
      if (database.isNew() && first.isPresent()) {
        loaded = first.get().importInto(database, loaded, clock);
      }
      LOG.debug("{} is loaded, version {}", database.file(), loaded.tree().version());
      return new DatabaseSource(ServedPath.of(database.file()), database, loaded, order, clock);
    } catch (IOException | RuntimeException e) {
      closeAfter(e, database);
      throw e;
    }
  }

  private static Configuration load(ConfigDatabase database, int now) throws DatabaseException {
    ConfigTree tree = database.load(now);
    try {
      return Configuration.loaded(tree, Integer.toUnsignedLong(now));
    } catch (DuplicateGuestException e) {
      throw new DatabaseException(
          database.file(), "not loaded: " + e.getMessage() + "; remove one of them", e);
    }
  }

  private static void closeAfter(Exception reason, ConfigDatabase database) {
    try {
      database.close();
    } catch (DatabaseException e) {
      reason.addSuppressed(e);
    }
  }

  @Override
  public Configuration loaded() {
    return loaded;
  }

  @Override
  public ChangeLog publishTo(Readers readers) {
    changes =
        order.begin(
            new Loaded(
                loaded,
                database.isNew(),
                rules -> new Replica(database, loaded, rules, clock, readers)),
            clock);
    return changes;
  }

  /** The replica gives readers each change. */
  @Override
  public void refresh() {}

  @Override
  public SourceStatus status() {
    return new SourceStatus(
        served.toString(), served.fault(), Optional.of(changes.status()), served.size());
  }

  @Override
  public void close() throws DatabaseException {
    changes.close();
  }
}
