package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.cluster.group.GroupThread;
import dev.pmxcfs.cluster.group.StateMachine;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ChangeDescriptor;
import dev.pmxcfs.state.change.ChangeKind;
import dev.pmxcfs.state.change.ComposedChange;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.change.PrimitiveChange;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.replica.Replica;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The way in for changes of a node in a cluster: each is sent to the group, and made when the group
 * delivers it to this node as to all others. What is composed of several is sent one by one.
 */
final class GroupChangeLog implements ChangeLog {

  private final GroupThread thread;
  private final StateMachine<TreeSubmission> machine;
  private final Replica replica;
  private final BooleanSupplier quorate;
  private final int maxWaiting;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param thread of the machine, which alone uses the replica
   * @param maxWaiting how many changes may be under way
   */
  GroupChangeLog(
      GroupThread thread,
      StateMachine<TreeSubmission> machine,
      Replica replica,
      BooleanSupplier quorate,
      int maxWaiting) {
    this.thread = thread;
    this.machine = machine;
    this.replica = replica;
    this.quorate = quorate;
    this.maxWaiting = maxWaiting;
  }

  @Override
  public CompletionStage<Outcome> submit(Change change) {
    if (!quorate.getAsBoolean()) {
      return refused(Errno.EACCES, "this node is not among a majority of its cluster");
    }
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      return refused(Errno.EBUSY, maxWaiting + " changes wait for the cluster; try again");
    }
    CompletableFuture<Outcome> outcome =
        change instanceof PrimitiveChange primitive
            ? sent(primitive)
            : steps((ComposedChange) change);
    outcome.whenComplete((told, fault) -> waiting.decrementAndGet());
    return outcome;
  }

  private static CompletionStage<Outcome> refused(int errno, String reason) {
    return CompletableFuture.completedStage(new Refused(new TreeException(errno, reason, null)));
  }

  /** Encoded by the caller, so that the group's thread has less to do. */
  private CompletableFuture<Outcome> sent(PrimitiveChange change) {
    var submission = new TreeSubmission();
    int kind = ChangeKind.of(change).number();
    byte[] body = ChangeDescriptor.encode(change);
    if (!thread.execute(() -> machine.submit(kind, body, submission))) {
      submission.answer(closed());
    }
    return submission.outcome();
  }

  private static Outcome closed() {
    return new Refused(
        new TreeException(
            Errno.EIO, "no changes are taken any more: this node leaves the cluster", null));
  }

  private CompletableFuture<Outcome> steps(ComposedChange change) {
    var outcome = new CompletableFuture<Outcome>();
    if (!thread.execute(() -> beginSteps(change, outcome))) {
      outcome.complete(closed());
    }
    return outcome;
  }

  private void beginSteps(ComposedChange change, CompletableFuture<Outcome> outcome) {
    try {
      List<PrimitiveChange> steps = change.steps(replica.configuration());
      Outcome nothing =
          new Applied(change.result(), replica.configuration().tree().version(), Optional.empty());
      next(steps.iterator(), nothing, change.result(), outcome);
    } catch (TreeException e) {
      outcome.complete(new Refused(e));
    } catch (RuntimeException e) {
      outcome.completeExceptionally(e);
    }
  }

  /** The next step once the one before has been made; the last one's outcome is that of all. */
  private void next(
      Iterator<PrimitiveChange> steps,
      Outcome last,
      int result,
      CompletableFuture<Outcome> outcome) {
    if (!steps.hasNext() || last instanceof Refused) {
      outcome.complete(
          last instanceof Applied applied
              ? new Applied(result, applied.version(), applied.granted())
              : last);
      return;
    }
    sent(steps.next())
        .whenComplete(
            (made, fault) -> {
              if (fault != null) {
                outcome.completeExceptionally(fault);
              } else {
                next(steps, made, result, outcome);
              }
            });
  }
}
