package dev.pmxcfs.mount;

import dev.pmxcfs.mount.change.FileWrite;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ChangeOfEntry;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.replica.MadeFile;
import dev.pmxcfs.state.replica.NewFile;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A state that refuses what is written into files while it is told to, and no other change. */
final class RefusedWrites implements ChangeLog {

  private final ClusterState state;
  private volatile boolean isRefusing;

  RefusedWrites(ClusterState state) {
    this.state = state;
  }

  void refuse(boolean isRefusing) {
    this.isRefusing = isRefusing;
  }

  /** The state with this log in place of its own. */
  ClusterState asState() {
    return OtherLog.of(state, this);
  }

  private boolean isRefused(Change change) {
    return isRefusing && change instanceof ChangeOfEntry of && of.change() instanceof FileWrite;
  }

  private static CompletionStage<Outcome> refusal() {
    return CompletableFuture.completedStage(
        new Refused(new TreeException(Errno.ENOSPC, "the test refuses writes", null)));
  }

  @Override
  public CompletionStage<Outcome> submit(Change change) {
    return isRefused(change) ? refusal() : state.changes().submit(change);
  }

  @Override
  public CompletionStage<Outcome> submit(Change change, long time) {
    return isRefused(change) ? refusal() : state.changes().submit(change, time);
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
