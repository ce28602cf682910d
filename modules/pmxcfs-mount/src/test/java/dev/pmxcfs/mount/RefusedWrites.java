package dev.pmxcfs.mount;

import dev.pmxcfs.mount.change.FileWrite;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ChangeOfEntry;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A state that refuses what is written into files while it is told to, and no other change. */
final class RefusedWrites extends OtherLog {

  private volatile boolean isRefusing;

  RefusedWrites(ClusterState state) {
    super(state);
  }

  void refuse(boolean isRefusing) {
    this.isRefusing = isRefusing;
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
    return isRefused(change) ? refusal() : super.submit(change);
  }

  @Override
  public CompletionStage<Outcome> submit(Change change, long time) {
    return isRefused(change) ? refusal() : super.submit(change, time);
  }
}
