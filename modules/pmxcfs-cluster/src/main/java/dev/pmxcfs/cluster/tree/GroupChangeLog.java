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
    var outcome = new CompletableFuture<Outcome>();
    outcome.whenComplete((told, fault) -> waiting.decrementAndGet());
    try {
      begin(change, outcome);
    } catch (RuntimeException e) {
      outcome.completeExceptionally(e);
    }
    return outcome;
  }

  /** In the order of the calls: what a change is composed of is not known before its turn. */
  private void begin(Change change, CompletableFuture<Outcome> outcome) {
    Runnable sending =
        change instanceof PrimitiveChange primitive
            ? sending(primitive, outcome)
            : () -> beginSteps((ComposedChange) change, outcome);
    if (!thread.execute(sending)) {
      outcome.complete(closed());
    }
  }

  private static CompletionStage<Outcome> refused(int errno, String reason) {
    return CompletableFuture.completedStage(new Refused(new TreeException(errno, reason, null)));
  }

  /** Sends a change. Encoded by the caller, so that the group's thread has less to do. */
  private Runnable sending(PrimitiveChange change, CompletableFuture<Outcome> outcome) {
    var submission = new TreeSubmission(outcome);
    int kind = ChangeKind.of(change).number();
    byte[] body = ChangeDescriptor.encode(change);
    return () -> machine.submit(kind, body, submission);
  }

  private static Outcome closed() {
    return new Refused(
        new TreeException(
            Errno.EIO, "no changes are taken any more: this node leaves the cluster", null));
  }

  private void beginSteps(ComposedChange change, CompletableFuture<Outcome> outcome) {
    try {
      List<PrimitiveChange> steps = change.steps(replica.configuration());
      if (steps.isEmpty()) {
        long version = replica.configuration().tree().version();
        outcome.complete(new Applied(change.result(), version, Optional.empty()));
        return;
      }
      Iterator<PrimitiveChange> left = steps.iterator();
      // at once, since what was submitted later waits behind this
      step(left.next(), left, change.result(), outcome).run();
    } catch (TreeException e) {
      outcome.complete(new Refused(e));
    } catch (RuntimeException e) {
      outcome.completeExceptionally(e);
    }
  }

  /** Sends a step, and the next one once it has been made; the last outcome is that of all. */
  private Runnable step(
      PrimitiveChange step,
      Iterator<PrimitiveChange> left,
      int result,
      CompletableFuture<Outcome> outcome) {
    var made = new CompletableFuture<Outcome>();
    made.thenAccept(told -> made(told, left, result, outcome))
        .exceptionally(
            fault -> {
              outcome.completeExceptionally(fault);
              return null;
            });
    return sending(step, made);
  }

  private void made(
      Outcome told,
      Iterator<PrimitiveChange> left,
      int result,
      CompletableFuture<Outcome> outcome) {
    if (told instanceof Applied applied && !left.hasNext()) {
      outcome.complete(new Applied(result, applied.version(), applied.granted()));
    } else if (told instanceof Refused) {
      outcome.complete(told);
    } else if (!thread.execute(step(left.next(), left, result, outcome))) {
      outcome.complete(closed());
    }
  }
}
