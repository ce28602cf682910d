package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.cluster.group.LeaveException;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.StoppedException;
import dev.pmxcfs.state.change.Origin;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.change.PrimitiveChange;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.change.UndefinedChangeException;
import dev.pmxcfs.state.replica.Replica;
import dev.pmxcfs.state.replica.Replica.Ordered;
import dev.pmxcfs.state.replica.WriteStatus;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes that the group has delivered, until they are made: those that came together, in one
 * transaction. For the group's thread.
 */
final class DeliveredChanges {

  /** So that readers see the first of them without a long wait for the last. */
  private static final int MAX_CHANGES = 256;

  private final Replica replica;
  private final LockJudge judge;
  private final AppliedChanges applied;
  private List<Delivered> waiting = new ArrayList<>();

  /**
   * @param submission to be answered, or null: of another node, or nobody waits any more
   */
  private record Delivered(
      PrimitiveChange change, Origin origin, boolean isOwn, TreeSubmission submission) {

    void answer(Outcome outcome) {
      if (submission != null) {
        submission.answer(outcome);
      }
    }
  }

  DeliveredChanges(Replica replica, LockJudge judge, AppliedChanges applied) {
    this.replica = replica;
    this.judge = judge;
    this.applied = applied;
  }

  /**
   * Takes a change, which is made with {@link #make} at the latest.
   *
   * @param isOwn whether this process has sent it
   * @param time the sender's, in seconds since 1970; unsigned
   * @param submission to be answered, or null
   */
  void add(
      Member sender, boolean isOwn, PrimitiveChange change, int time, TreeSubmission submission)
      throws LeaveException {
    var origin = new Origin(sender.nodeId(), Integer.toUnsignedLong(time));
    waiting.add(new Delivered(change, origin, isOwn, submission));
    if (waiting.size() >= MAX_CHANGES) {
      make();
    }
  }

  /**
   * Makes what waits, and answers who waits for it.
   *
   * @throws LeaveException if this node does not have the tree of the others any more
   */
  void make() throws LeaveException {
    if (waiting.isEmpty()) {
      return;
    }
    List<Delivered> ready = waiting;
    waiting = new ArrayList<>();
    long errors = replica.status().errors();
    List<Outcome> outcomes = made(ready);
    for (int i = 0; i < ready.size(); i++) {
      ready.get(i).answer(outcomes.get(i));
    }
    for (int i = 0; i < ready.size(); i++) {
      tell(ready.get(i), outcomes.get(i));
    }
    checkStored(errors);
    for (int i = 0; i < ready.size(); i++) {
      checkDefined(ready.get(i).change(), outcomes.get(i));
    }
  }

  private List<Outcome> made(List<Delivered> ready) {
    try {
      return replica.apply(
          ready.stream().map(one -> new Ordered(one.change(), one.origin())).toList());
    } catch (RuntimeException | Error e) {
      var refusal = new TreeException(Errno.EIO, "a fault of this program kept it out", e);
      ready.forEach(one -> one.answer(new Refused(refusal)));
      throw e;
    }
  }

  private void tell(Delivered delivered, Outcome outcome) {
    if (outcome instanceof Applied made) {
      made.granted().ifPresent(judge::granted);
      applied.applied(delivered.change(), delivered.isOwn());
    }
  }

  /** The others have made what is not stored here. */
  private void checkStored(long errors) throws LeaveException {
    WriteStatus status = replica.status();
    if (status.failure().isPresent()) {
      throw new StoppedException(status.failure().get().reason(), null);
    } else if (status.errors() != errors) {
      throw new LeaveException("a change that the others have made could not be stored here");
    }
  }

  /** Nobody can say what the C server has made of it. To rename onto itself is no change here. */
  private static void checkDefined(PrimitiveChange change, Outcome outcome) throws LeaveException {
    boolean isUndefined =
        outcome instanceof Refused refused && refused.reason() instanceof UndefinedChangeException;
    if (isUndefined
        && change instanceof RenameEntry rename
        && !rename.path().canonical().equals(rename.to().canonical())) {
      throw new LeaveException("a directory was moved into itself, which C servers do");
    }
  }

  /** The leader's tree is here now. */
  void replaced() {
    applied.replaced();
  }
}
