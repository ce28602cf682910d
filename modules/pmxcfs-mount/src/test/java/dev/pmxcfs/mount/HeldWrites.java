package dev.pmxcfs.mount;

import dev.pmxcfs.mount.change.FileWrite;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ChangeOfEntry;
import dev.pmxcfs.state.change.Outcome;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A state that holds back what is written into files, as one does whose disk stalls. */
final class HeldWrites extends OtherLog {

  private final List<Long> asked = new CopyOnWriteArrayList<>();
  private final Queue<Runnable> held = new ArrayDeque<>();
  private boolean isHolding;
  private Error fault;

  HeldWrites(ClusterState state) {
    super(state);
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
    return submit(change, () -> super.submit(change));
  }

  @Override
  public CompletionStage<Outcome> submit(Change change, long time) {
    return submit(change, () -> super.submit(change, time));
  }
}
