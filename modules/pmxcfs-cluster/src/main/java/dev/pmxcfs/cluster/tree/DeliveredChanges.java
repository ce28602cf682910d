package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.cluster.group.Application;
import dev.pmxcfs.cluster.group.LeaveException;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.StoppedException;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.CreateFile;
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
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Changes that the group has delivered, until they are stored: those that came together, in one
 * transaction. A file that is made waits for the change that comes next, on all nodes, since its
 * program goes on to write it. For the group's thread, but for {@link #isSettled}.
 */
final class DeliveredChanges {

  /** So that readers see the first of them without a long wait for the last. */
  private static final int MAX_CHANGES = 256;

  /** So long a file waits at the most that was made. */
  private static final long MADE_MILLIS = 50;

  private final Replica replica;
  private final LockJudge judge;
  private final AppliedChanges applied;

  /** In their order; those before {@link #firstWaiting} are drafted. */
  private List<Delivered> delivered = new ArrayList<>();

  private int firstWaiting;

  /** Whether all that is drafted are files, which were made. */
  private boolean canWait = true;

  /** Whether the clock has been looked at since the first one was drafted. */
  private boolean isTimed;

  private long sinceMillis;

  /** The replica's, before the first one was drafted. */
  private long errors;

  private volatile boolean isSettled = true;

  /** Who is to be told when what is here is stored. */
  private List<CompletableFuture<Void>> looking = new ArrayList<>();

  /**
   * @param submission to be answered, or null: of another node, or nobody waits any more
   */
  private record Delivered(
      PrimitiveChange change, Origin origin, boolean isOwn, TreeSubmission submission) {

    /** Whether it can wait for what comes next. */
    boolean drafted(Outcome outcome, ConfigTree drafted, ConfigTree stored) {
      return submission == null
          ? change instanceof CreateFile && outcome instanceof Applied
          : submission.drafted(outcome, drafted, stored);
    }

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
   * Takes a change, which is stored with {@link #make} at the latest.
   *
   * @param isOwn whether this process has sent it
   * @param time the sender's, in seconds since 1970; unsigned
   * @param submission to be answered, or null
   */
  void add(
      Member sender, boolean isOwn, PrimitiveChange change, int time, TreeSubmission submission)
      throws LeaveException {
    var origin = new Origin(sender.nodeId(), Integer.toUnsignedLong(time));
    delivered.add(new Delivered(change, origin, isOwn, submission));
    if (delivered.size() >= MAX_CHANGES) {
      make();
    }
  }

  /** What there is with all of them. */
  Configuration newest() {
    draft();
    return replica.drafted();
  }

  /** Whether no file waits that was made. Any thread may ask. */
  boolean isSettled() {
    return isSettled;
  }

  /** Has somebody told when all that is here is stored, or refused. */
  void whenStored(CompletableFuture<Void> stored) {
    if (delivered.isEmpty()) {
      stored.complete(null);
    } else {
      looking.add(stored);
    }
  }

  private void tellLooking() {
    List<CompletableFuture<Void>> told = looking;
    looking = new ArrayList<>();
    told.forEach(stored -> stored.complete(null));
  }

  /**
   * Stores what there is, unless it can wait.
   *
   * @return after how many milliseconds to call it again; {@link Application#NOTHING} if nothing
   *     waits
   */
  long rest(long nowMillis) throws LeaveException {
    draft();
    if (delivered.isEmpty()) {
      return Application.NOTHING;
    }
    if (!isTimed) {
      isTimed = true;
      sinceMillis = nowMillis;
    }
    long left = sinceMillis + MADE_MILLIS - nowMillis;
    if (canWait && left > 0) {
      return left;
    }
    make();
    return Application.NOTHING;
  }

  /**
   * Stores what there is, and answers who waits for it.
   *
   * @throws LeaveException if this node does not have the tree of the others any more
   */
  void make() throws LeaveException {
    if (delivered.isEmpty()) {
      return;
    }
    try {
      makeAll();
    } finally {
      tellLooking();
    }
  }

  private void makeAll() throws LeaveException {
    draft();
    List<Delivered> ready = takeAll();
    List<Outcome> outcomes = stored(ready);
    isSettled = true;
    for (int i = 0; i < ready.size(); i++) {
      ready.get(i).answer(outcomes.get(i));
    }
    for (int i = 0; i < ready.size(); i++) {
      tell(ready.get(i), outcomes.get(i));
    }
    checkStored();
    for (int i = 0; i < ready.size(); i++) {
      checkDefined(ready.get(i).change(), outcomes.get(i));
    }
  }

  private List<Delivered> takeAll() {
    List<Delivered> taken = delivered;
    delivered = new ArrayList<>();
    firstWaiting = 0;
    canWait = true;
    isTimed = false;
    return taken;
  }

  /** Makes what waits, on top of what was made before. */
  private void draft() {
    if (firstWaiting == 0) {
      errors = replica.status().errors();
    }
    try {
      while (firstWaiting < delivered.size()) {
        draft(delivered.get(firstWaiting));
        firstWaiting++;
      }
    } catch (RuntimeException | Error e) {
      fail(takeAll(), e);
      throw e;
    }
  }

  private void draft(Delivered next) {
    ConfigTree before = replica.configuration().tree();
    Outcome outcome = replica.draft(new Ordered(next.change(), next.origin()));
    if (next.change() instanceof CreateFile && outcome instanceof Applied) {
      isSettled = false; // before its program can tell others of it
    }
    canWait &= next.drafted(outcome, replica.drafted().tree(), before);
  }

  private List<Outcome> stored(List<Delivered> ready) {
    try {
      return replica.store();
    } catch (RuntimeException | Error e) {
      fail(ready, e);
      throw e;
    }
  }

  private void fail(List<Delivered> failed, Throwable fault) {
    replica.discard(); // what was told to be kept out must not come with the next one
    isSettled = true;
    var refusal = new TreeException(Errno.EIO, "a fault of this program kept it out", fault);
    failed.forEach(one -> one.answer(new Refused(refusal)));
    tellLooking();
  }

  private void tell(Delivered one, Outcome outcome) {
    if (outcome instanceof Applied made) {
      made.granted().ifPresent(judge::granted);
      applied.applied(one.change(), one.isOwn());
    }
  }

  /** The others have made what is not stored here. */
  private void checkStored() throws LeaveException {
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
