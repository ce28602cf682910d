package dev.pmxcfs.state;

import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.database.DatabaseUnchangedException;
import dev.pmxcfs.state.database.TreeStore;
import dev.pmxcfs.state.failure.Reason;
import dev.pmxcfs.state.mutation.Configuration;
import dev.pmxcfs.state.mutation.CreateFile;
import dev.pmxcfs.state.mutation.DeleteEntry;
import dev.pmxcfs.state.mutation.Draft;
import dev.pmxcfs.state.mutation.MakeDirectory;
import dev.pmxcfs.state.mutation.Mutation;
import dev.pmxcfs.state.mutation.Origin;
import dev.pmxcfs.state.mutation.PutFile;
import dev.pmxcfs.state.mutation.RemoveLock;
import dev.pmxcfs.state.mutation.RenameEntry;
import dev.pmxcfs.state.mutation.SetMtime;
import dev.pmxcfs.state.mutation.WriteFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeErrno;
import dev.pmxcfs.state.tree.TreeException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of a database and of what readers see of it. */
final class LocalConfigWriter implements ConfigWriter {

  private static final Logger LOG = LoggerFactory.getLogger(LocalConfigWriter.class);

  /** The corosync node id without a corosync. */
  private static final int LOCAL_WRITER = 0;

  private final TreeStore database;
  private final Clock clock;
  private final Consumer<Configuration> readers;
  private Configuration stored;
  private DatabaseException failure;

  /** For callers that do not wait for changes. */
  private volatile WriteStatus status = WriteStatus.GOOD;

  /**
   * @param loaded what is in the database
   * @param readers takes each configuration that is stored, in their order; must not block
   */
  LocalConfigWriter(
      TreeStore database, Configuration loaded, Clock clock, Consumer<Configuration> readers) {
    this.database = database;
    this.clock = clock;
    this.readers = readers;
    this.stored = loaded;
  }

  @Override
  public void makeDirectory(byte[] path) throws TreeException {
    apply(List.of(new MakeDirectory(checked(path))));
  }

  @Override
  public void create(byte[] path) throws TreeException {
    apply(List.of(new CreateFile(checked(path))));
  }

  @Override
  public int write(byte[] path, long offset, byte[] data, boolean truncate) throws TreeException {
    apply(List.of(new WriteFile(checked(path), offset, data, truncate)));
    return data.length;
  }

  @Override
  public void put(byte[] path, byte[] data) throws TreeException {
    apply(List.of(new PutFile(checked(path), data)));
  }

  @Override
  public void setMtime(byte[] path, int mtime) throws TreeException {
    apply(List.of(new SetMtime(checked(path), mtime)));
  }

  @Override
  public void delete(byte[] path) throws TreeException {
    apply(List.of(new DeleteEntry(checked(path))));
  }

  @Override
  public void rename(byte[] from, byte[] to) throws TreeException {
    apply(List.of(new RenameEntry(checked(from), checked(to))));
  }

  @Override
  public void removeLock(byte[] path) throws TreeException {
    apply(List.of(new RemoveLock(checked(path))));
  }

  @Override
  public void importAll(Collection<ImportedEntry> entries, ImportMode mode) throws TreeException {
    apply(ImportPlan.mutations(entries, mode));
  }

  /** The path of a copy, so that the caller may go on to use the array. */
  static ConfigPath checked(byte[] path) throws TreeException {
    ConfigPath checked = new ConfigPath(path.clone());
    for (byte b : path) {
      if (b == 0) {
        throw new TreeException(TreeErrno.EINVAL, checked, "contains a NUL");
      }
    }
    return checked;
  }

  /**
   * Makes changes, all or none of them: in a draft, then in the database, then for the readers.
   *
   * <p>The order matters. Readers must never see what the database may yet refuse: a client would
   * act on a change that is gone after a restart. (The C server changes its memory first.) All of
   * it happens under one lock, so that the database and the readers get changes in the same order.
   */
  private synchronized void apply(List<Mutation> mutations) throws TreeException {
    if (failure != null) {
      status = status.refused(latch(failure));
      throw new TreeException(
          TreeErrno.EIO,
          "no changes are taken until a restart, since " + failure.getMessage(),
          failure);
    }
    long now = clock.instant().getEpochSecond();
    Draft draft = new Draft(stored, new Origin(LOCAL_WRITER, now));
    for (Mutation mutation : mutations) {
      mutation.applyTo(draft);
    }
    store(draft);
  }

  private void store(Draft draft) throws TreeException {
    if (draft.isUnchanged()) {
      return;
    }
    try {
      database.commit(draft.change(), stored.tree());
    } catch (DatabaseUnchangedException e) {
      status = e.isLasting() ? status.refused(latch(e)) : status.refused();
      LOG.warn(e.getMessage());
      throw new TreeException(TreeErrno.EIO, e.getMessage(), e);
    } catch (DatabaseException e) {
      refuseAllAfter(e);
      LOG.error(
          "{}; all changes are refused with EIO from now on: {}, and restart",
          e.getMessage(),
          e.remedy());
      throw new TreeException(TreeErrno.EIO, e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      refuseAllAfter(
          new DatabaseException(
              database.file(), "a fault of this program kept a change out: " + Reason.of(e), e));
      LOG.error("all changes are refused with EIO from now on, until a restart", e);
      throw e;
    }
    status = status.taken();
    stored = draft.configuration();
    readers.accept(stored);
  }

  /** Whether the change is stored is uncertain: later ones would build on what may not be there. */
  private void refuseAllAfter(DatabaseException reason) {
    failure = reason;
    String mended = "; " + reason.remedy() + ", and restart";
    status = status.refused(new WriteStatus.Failure(clock.millis(), reason.getMessage() + mended));
  }

  private WriteStatus.Failure latch(DatabaseException reason) {
    return new WriteStatus.Failure(clock.millis(), reason.getMessage());
  }

  /** How changes fare. Any thread may ask, and does not wait for one. */
  WriteStatus status() {
    return status;
  }

  /** Closes the database, after which every change is refused. */
  synchronized void close() throws DatabaseException {
    if (failure == null) {
      failure = new DatabaseException(database.file(), "closed");
    }
    database.close();
  }
}
