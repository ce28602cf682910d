package dev.pmxcfs.state;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.ImportAll;
import dev.pmxcfs.state.change.ImportMode;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.PutFile;
import dev.pmxcfs.state.change.RemoveLock;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.change.SetMtime;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeException;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Submits changes, and waits for what becomes of each. */
public final class ChangeWriter {

  private static final int PATIENCE_SECONDS = 120;

  private final ChangeLog changes;

  public ChangeWriter(ChangeLog changes) {
    this.changes = changes;
  }

  /** Waits until a change is made. */
  public Applied submit(Change change) throws TreeException {
    try {
      Outcome outcome =
          changes.submit(change).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return outcome.orThrow();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  public void makeDirectory(byte[] path) throws TreeException {
    submit(new MakeDirectory(ConfigPath.checked(path)));
  }

  public void create(byte[] path) throws TreeException {
    submit(new CreateFile(ConfigPath.checked(path)));
  }

  /** The number of bytes written. */
  public int write(byte[] path, long offset, byte[] data, boolean truncate) throws TreeException {
    return submit(new WriteFile(ConfigPath.checked(path), offset, data, truncate)).result();
  }

  public void put(byte[] path, byte[] data) throws TreeException {
    submit(new PutFile(ConfigPath.checked(path), data));
  }

  public void setMtime(byte[] path, int mtime) throws TreeException {
    submit(new SetMtime(ConfigPath.checked(path), mtime));
  }

  public void delete(byte[] path) throws TreeException {
    submit(new DeleteEntry(ConfigPath.checked(path)));
  }

  public void rename(byte[] from, byte[] to) throws TreeException {
    submit(new RenameEntry(ConfigPath.checked(from), ConfigPath.checked(to)));
  }

  public void removeLock(byte[] path) throws TreeException {
    submit(new RemoveLock(ConfigPath.checked(path)));
  }

  public void importAll(Collection<ImportedEntry> entries) throws TreeException {
    importAll(entries, ImportMode.MERGE);
  }

  public void importAll(Collection<ImportedEntry> entries, ImportMode mode) throws TreeException {
    submit(new ImportAll(entries, mode));
  }
}
