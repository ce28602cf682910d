package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.cluster.group.GroupThread;
import dev.pmxcfs.cluster.group.StateMachine;
import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ChangeDescriptor;
import dev.pmxcfs.state.change.ChangeKind;
import dev.pmxcfs.state.change.ComposedChange;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.change.PrimitiveChange;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.replica.MadeFile;
import dev.pmxcfs.state.replica.NewFile;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
  private final TreeMember member;
  private final BooleanSupplier quorate;
  private final int maxWaiting;

  /** The others are kept for changes that programs were told of, and whose gatherer has a bound. */
  private final int maxAsked;

  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param thread of the machine and the member
   * @param maxWaiting how many changes may be under way
   */
  GroupChangeLog(
      GroupThread thread,
      StateMachine<TreeSubmission> machine,
      TreeMember member,
      BooleanSupplier quorate,
      int maxWaiting) {
    this.thread = thread;
    this.machine = machine;
    this.member = member;
    this.quorate = quorate;
    this.maxWaiting = maxWaiting;
    maxAsked = maxWaiting - maxWaiting / 4;
  }

  @Override
  public CompletionStage<Outcome> submit(Change change) {
    return submit(change, OptionalLong.empty());
  }

  @Override
  public CompletionStage<Outcome> submit(Change change, long time) {
    return submit(change, OptionalLong.of(time));
  }

  private CompletionStage<Outcome> submit(Change change, OptionalLong time) {
    var outcome = new CompletableFuture<Outcome>();
    if (mayBegin(time.isPresent() ? maxWaiting : maxAsked, outcome)) {
      begin(outcome, () -> inItsTurn(change, time, outcome));
    }
    return outcome;
  }

  @Override
  public CompletionStage<MadeFile> make(NewFile file) {
    var submission = new FileSubmission(file);
    if (mayBegin(maxAsked, submission.outcome())) {
      begin(submission.outcome(), () -> sending(file.creation(), OptionalLong.empty(), submission));
    }
    return submission.made();
  }

  /** How what is to be sent becomes known, at the time of the call. */
  private interface Preparation {
    Runnable prepare();
  }

  /** Refuses what cannot be done, and counts what can. */
  private boolean mayBegin(int most, CompletableFuture<Outcome> outcome) {
    if (!quorate.getAsBoolean()) {
      outcome.complete(refused(Errno.EACCES, "this node is not among a majority of its cluster"));
      return false;
    }
    if (waiting.incrementAndGet() > most) {
      waiting.decrementAndGet();
      outcome.complete(refused(Errno.EBUSY, most + " changes wait for the cluster; try again"));
      return false;
    }
    outcome.whenComplete((told, fault) -> waiting.decrementAndGet());
    return true;
  }

  private void begin(CompletableFuture<Outcome> outcome, Preparation preparation) {
    try {
      if (!thread.execute(preparation.prepare())) {
        outcome.complete(closed());
      }
    } catch (RuntimeException | Error e) {
      outcome.completeExceptionally(e);
    }
  }

  /** In the order of the calls: what a change is composed of is not known before its turn. */
  private Runnable inItsTurn(Change change, OptionalLong time, CompletableFuture<Outcome> outcome) {
    return change instanceof PrimitiveChange primitive
        ? sending(primitive, time, new TreeSubmission(outcome))
        : () -> new Steps((ComposedChange) change, time, outcome).begin();
  }

  /** Sends a change. Encoded by the caller, so that the group's thread has less to do. */
  private Runnable sending(PrimitiveChange change, OptionalLong time, TreeSubmission submission) {
    int kind = ChangeKind.of(change).number();
    byte[] body = ChangeDescriptor.encode(change);
    return () -> {
      if (time.isPresent()) {
        machine.submit(kind, body, (int) time.getAsLong(), submission);
      } else {
        machine.submit(kind, body, submission);
      }
    };
  }

  private static Outcome refused(int errno, String reason) {
    return new Refused(new TreeException(errno, reason, null));
  }

  private static Outcome closed() {
    return refused(Errno.EIO, "no changes are taken any more: this node leaves the cluster");
  }

  @Override
  public boolean isSettled() {
    return member.isSettled();
  }

  @Override
  public CompletionStage<Void> settle() {
    if (isSettled()) {
      return CompletableFuture.completedStage(null);
    }
    var settled = new CompletableFuture<Void>();
    boolean isTaken =
        thread.execute(
            () -> {
              member.whenStored(settled);
              machine.settle();
            });
    return isTaken ? settled : CompletableFuture.completedStage(null);
  }

  /** What a change is composed of: each step is sent once the one before it is made. */
  private final class Steps {

    private final ComposedChange change;
    private final OptionalLong time;
    private final CompletableFuture<Outcome> outcome;
    private Iterator<PrimitiveChange> left;

    /** What the change is made on; null if that could not be found out. */
    private Configuration newest;

    Steps(ComposedChange change, OptionalLong time, CompletableFuture<Outcome> outcome) {
      this.change = change;
      this.time = time;
      this.outcome = outcome;
    }

    /** On the group's thread. */
    void begin() {
      try {
        machine.run(() -> newest = member.newest());
        if (newest == null) {
          outcome.complete(refused(Errno.EIO, "a fault of this program kept it out"));
          return;
        }
        List<PrimitiveChange> steps = change.steps(newest);
        left = steps.iterator();
        if (steps.isEmpty()) {
          long version = newest.tree().version();
          outcome.complete(new Applied(change.result(), version, Optional.empty()));
        } else { // at once, since what was submitted later waits behind this
          next().run();
        }
      } catch (TreeException e) {
        outcome.complete(new Refused(e));
      } catch (RuntimeException e) {
        outcome.completeExceptionally(e);
      } catch (Error e) { // of which the thread makes more
        outcome.completeExceptionally(e);
        throw e;
      }
    }

    /** Sends a step, and the next one once it has been made; the last outcome is that of all. */
    private Runnable next() {
      var made = new CompletableFuture<Outcome>();
      made.thenAccept(this::made)
          .exceptionally(
              fault -> {
                outcome.completeExceptionally(fault);
                return null;
              });
      return sending(left.next(), time, new TreeSubmission(made));
    }

    private void made(Outcome told) {
      if (told instanceof Applied applied && !left.hasNext()) {
        outcome.complete(new Applied(change.result(), applied.version(), applied.granted()));
      } else if (told instanceof Refused) {
        outcome.complete(told);
      } else if (!thread.execute(next())) {
        outcome.complete(closed());
      }
    }
  }
}
