package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.cluster.group.GroupClock;
import dev.pmxcfs.cluster.group.GroupOptions;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.GroupStatus;
import dev.pmxcfs.cluster.group.GroupThread;
import dev.pmxcfs.cluster.group.ProcessGroup;
import dev.pmxcfs.cluster.group.StateMachine;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ChangeDescriptor;
import dev.pmxcfs.state.change.ChangeKind;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Unlock;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.replica.MadeFile;
import dev.pmxcfs.state.replica.NewFile;
import dev.pmxcfs.state.replica.Replica;
import dev.pmxcfs.state.replica.ReplicaLog;
import dev.pmxcfs.state.replica.WriteStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tree of a node in a cluster: the group in which it is the same on all nodes, and the way in
 * for changes. Any thread may call the methods.
 */
public final class TreeGroup implements ReplicaLog {

  private static final Logger LOG = LoggerFactory.getLogger(TreeGroup.class);

  private final GroupThread thread;
  private final Replica replica;
  private final StateMachine<TreeSubmission> machine;
  private final GroupChangeLog changes;

  /**
   * @param replica used by nobody else from now on; closed by {@link #close}
   * @param thread of the group
   * @param group tells everything on the thread
   * @param quorate whether this node is among the majority, by the newest that is known
   * @param quorateSoon as the other, asked before a change of the group is refused: may wait for a
   *     moment until it is true
   * @param applied told of each change
   */
  public TreeGroup(
      Replica replica,
      GroupThread thread,
      ProcessGroup group,
      GroupClock clock,
      GroupOptions options,
      BooleanSupplier quorate,
      BooleanSupplier quorateSoon,
      AppliedChanges applied) {
    this.replica = replica;
    this.thread = thread;
    var member = new TreeMember(replica, group::self, quorateSoon, this::granted, applied);
    machine = new StateMachine<>(GroupProtocol.TREE, group, member, clock, options);
    changes = new GroupChangeLog(thread, machine, member, quorate, options.getMaxWaiting());
    thread.drive(machine);
  }

  /** On the thread, in the middle of a delivery. */
  private void granted(Unlock unlock) {
    if (machine.isLowest()) {
      machine.send(ChangeKind.UNLOCK.number(), ChangeDescriptor.encode(unlock));
    }
  }

  /** Joins the group, and stays in it until {@link #close}. */
  public void start() {
    thread.join();
  }

  @Override
  public CompletionStage<Outcome> submit(Change change) {
    return changes.submit(change);
  }

  @Override
  public CompletionStage<Outcome> submit(Change change, long time) {
    return changes.submit(change, time);
  }

  @Override
  public CompletionStage<MadeFile> make(NewFile file) {
    return changes.make(file);
  }

  @Override
  public boolean isSettled() {
    return changes.isSettled();
  }

  @Override
  public CompletionStage<Void> settle() {
    return changes.settle();
  }

  @Override
  public CompletionStage<Void> ping() {
    var pinged = new CompletableFuture<Void>();
    if (!thread.execute(() -> pinged.complete(null))) {
      pinged.complete(null); // it is being closed
    }
    return pinged;
  }

  @Override
  public WriteStatus status() {
    return replica.status();
  }

  /** How the group fares; completes on its thread, which must not be blocked. */
  public CompletionStage<GroupStatus> groupStatus() {
    return thread.status();
  }

  /** Leaves the group, after which all changes are refused. Blocks for some seconds at most. */
  public void leave() {
    thread.leave();
  }

  /** Leaves the group, makes what was delivered before, and closes the database. Blocks. */
  @Override
  public void close() throws DatabaseException {
    leave();
    try {
      if (thread.end(GroupThread.END_MILLIS)) {
        replica.close();
      } else { // the thread has the database
        LOG.error("the disk does not answer; the database is left as it is");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
