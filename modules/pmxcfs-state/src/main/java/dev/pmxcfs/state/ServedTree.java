package dev.pmxcfs.state;

import dev.pmxcfs.state.answer.GuestListAnswer;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.guests.GuestList;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeFollower;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The tree that readers see, from where it is kept, replaced as a whole with each change. */
final class ServedTree {

  /** As long as a look waits for a disk that does not answer; then it sees what is there. */
  private static final long LOOK_SECONDS = 2;

  private final ConfigSource source;
  private final ChangeLog changes;
  private final List<TreeFollower> followers = new ArrayList<>();
  private volatile Snapshot snapshot;
  private volatile UnsettledChanges unsettled = UnsettledChanges.NONE;

  ServedTree(ConfigSource source) {
    this.source = source;
    show(source.loaded());
    this.changes = source.publishTo(this::publish);
  }

  /**
   * What is known of the tree at one moment, and the answer made of it alone.
   *
   * @param configuration the configuration files and what follows from them
   * @param guestList as {@link ClusterState#guestList}
   */
  record Snapshot(Configuration configuration, byte[] guestList) {

    ConfigTree tree() {
      return configuration.tree();
    }

    GuestList guests() {
      return configuration.guests();
    }
  }

  private synchronized void publish(Configuration stored, TreeChange change) {
    ConfigTree before = snapshot.tree();
    show(stored);
    followers.forEach(follower -> follower.changed(before, stored.tree(), change));
  }

  /** As {@link ClusterState#follow}. */
  synchronized ConfigTree follow(TreeFollower follower) {
    followers.add(follower);
    return snapshot.tree();
  }

  /** As {@link ClusterState#unfollow}. */
  synchronized void unfollow(TreeFollower follower) {
    followers.remove(follower);
  }

  /** Makes a configuration visible to readers. Called by one thread at a time. */
  private void show(Configuration configuration) {
    snapshot = new Snapshot(configuration, guestList(configuration.guests()));
  }

  /** Made by the writer, so that no reader waits for a list of thousands. */
  private byte[] guestList(GuestList guests) {
    boolean unchanged = snapshot != null && snapshot.guests() == guests;
    return unchanged ? snapshot.guestList() : GuestListAnswer.of(guests);
  }

  /** What readers see now: all that others had done to the files before, by whichever way. */
  Snapshot current() {
    source.refresh();
    return snapshot;
  }

  /** As {@link ClusterState#beforeReads}. */
  void beforeReads(UnsettledChanges before) {
    unsettled = before;
  }

  /** As {@link ClusterState#isSettled}. */
  boolean isSettled() {
    return unsettled.isSettled() && changes.isSettled();
  }

  /** As {@link ClusterState#settle}. */
  CompletionStage<Void> settle() {
    if (isSettled()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletionStage<Void> submitted = unsettled.settle();
    return submitted
        .thenCombine(changes.settle(), (made, stored) -> made)
        .toCompletableFuture()
        .completeOnTimeout(null, LOOK_SECONDS, TimeUnit.SECONDS)
        .exceptionally(fault -> null);
  }

  /** What readers have seen last; nothing is waited for. */
  Snapshot last() {
    return snapshot;
  }

  ChangeLog changes() {
    return changes;
  }

  SourceStatus source() {
    return source.status();
  }

  void close() throws IOException {
    source.close();
  }
}
