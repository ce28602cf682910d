package dev.pmxcfs.mount;

import dev.pmxcfs.mount.change.FileWrite;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ChangeOfEntry;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.replica.MadeFile;
import dev.pmxcfs.state.replica.NewFile;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A state that holds back what is written into files, as one does whose disk stalls. */
final class HeldWrites implements ChangeLog {

  private final ClusterState state;
  private final List<Long> asked = new CopyOnWriteArrayList<>();
  private final Queue<Runnable> held = new ArrayDeque<>();
  private boolean isHolding;
  private Error fault;

  HeldWrites(ClusterState state) {
    this.state = state;
  }

  /** The state with this log in place of its own. */
  ClusterState asState() {
    return OtherLog.of(state, this);
  }

  /** How many writes into a file were submitted since they are held back. */
  long asked(long inode) {
    return asked.stream().filter(of -> of == inode).count();
  }

  /** Holds back what comes from now on. */
  synchronized void hold() {
    isHolding = true;
  }

  /** Throws from now on, and takes no write; null to take them again. */
  synchronized void fail(Error thrown) {
    fault = thrown;
  }

  /** Makes what is held back, and all that comes. */
  synchronized void release() {
    isHolding = false;
    while (!held.isEmpty()) {
      held.remove().run();
    }
  }

  private synchronized CompletionStage<Outcome> submit(
      Change change, Supplier<CompletionStage<Outcome>> submitted) {
    if (!(change instanceof ChangeOfEntry of && of.change() instanceof FileWrite)) {
      return submitted.get();
    }
    if (fault != null) {
      throw fault;
    }
    if (!isHolding) {
      return submitted.get();
    }
    asked.add(of.inode());
    var outcome = new CompletableFuture<Outcome>();
    held.add(() -> submitted.get().thenAccept(outcome::complete));
    return outcome;
  }

  @Override
  public CompletionStage<Outcome> submit(Change change) {
    return submit(change, () -> state.changes().submit(change));
  }

  @Override
  public CompletionStage<Outcome> submit(Change change, long time) {
    return submit(change, () -> state.changes().submit(change, time));
  }

  @Override
  public CompletionStage<MadeFile> make(NewFile file) {
    return state.changes().make(file);
  }

  @Override
  public boolean isSettled() {
    return state.changes().isSettled();
  }

  @Override
  public CompletionStage<Void> settle() {
    return state.changes().settle();
  }
}
