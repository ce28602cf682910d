package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Origin;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.replica.Replica.Ordered;
import dev.pmxcfs.state.replica.Submission.Making;
import dev.pmxcfs.state.tree.ConfigTree;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes that a node by itself has made, at the time when they are made, and that wait to be
 * stored together. For whoever has the {@linkplain Turns turn}, but for {@link #isSettled}.
 */
final class DraftedChanges {

  private final Replica replica;
  private final Clock clock;
  private final long madeNanos;
  private final List<Submission> drafted = new ArrayList<>();

  /** When the first of it was made. */
  private long draftedNanos;

  private volatile boolean isSettled = true;

  /**
   * @param madeTime so long a file waits at the most that was made
   */
  DraftedChanges(Replica replica, Clock clock, Duration madeTime) {
    this.replica = replica;
    this.clock = clock;
    madeNanos = madeTime.toNanos();
  }

  /** Whether no file waits that was made. Any thread may ask. */
  boolean isSettled() {
    return isSettled;
  }

  /** When the oldest has to be stored, in {@link System#nanoTime}. */
  long due() {
    return drafted.isEmpty() ? Turns.NEVER : draftedNanos + madeNanos;
  }

  private boolean isDue() {
    return System.nanoTime() - draftedNanos >= madeNanos;
  }

  /**
   * Makes changes, and stores all unless it can wait.
   *
   * @param canWait whether nobody wants to see what is made
   */
  void make(List<Submission> changes, boolean canWait) {
    try {
      if (drafted.isEmpty()) {
        draftedNanos = System.nanoTime();
      }
      int first = drafted.size();
      drafted.addAll(changes);
      boolean draftCanWait = draftFrom(first) && drafted.size() < Turns.MAX_WAITING && !isDue();
      if (!(draftCanWait && canWait) || isStored()) {
        store();
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  /** Whether all of it can wait. */
  private boolean draftFrom(int first) {
    boolean canWait = true;
    for (Submission submission : drafted.subList(first, drafted.size())) {
      ConfigTree before = replica.configuration().tree();
      Outcome outcome = replica.draft(ordered(submission));
      if (submission instanceof Making && !isStored()) {
        isSettled = false; // before its program can tell others of it
      }
      canWait &= submission.drafted(outcome, replica.drafted().tree(), before);
    }
    return canWait;
  }

  private boolean isStored() {
    return replica.drafted() == replica.configuration();
  }

  private void store() {
    List<Outcome> outcomes = replica.store().stream().map(this::removeLock).toList();
    int files = lastFile() + 1;
    for (int i = 0; i < outcomes.size(); i++) {
      if (i == files) {
        isSettled = true; // those who ask for more are told of what has become of all files
      }
      drafted.get(i).stored(outcomes.get(i));
    }
    isSettled = true;
    drafted.clear();
  }

  /** Behind which no file is made; -1 if none is. */
  private int lastFile() {
    int last = drafted.size() - 1;
    while (last >= 0 && !(drafted.get(last) instanceof Making)) {
      last--;
    }
    return last;
  }

  /** This node judges locks, because there is no other node. */
  private Outcome removeLock(Outcome outcome) {
    if (outcome instanceof Applied applied && applied.granted().isPresent()) {
      Outcome removed = replica.apply(List.of(ordered(applied.granted().get(), now()))).get(0);
      return removed instanceof Refused ? removed : outcome;
    }
    return outcome;
  }

  /** Nothing is left of what was drafted. */
  private void fail(Throwable fault) {
    List<Submission> failed = List.copyOf(drafted);
    drafted.clear();
    replica.discard();
    failed.forEach(submission -> submission.failed(fault));
    isSettled = true;
  }

  /** As it is to be made now. */
  Ordered ordered(Submission submission) {
    return ordered(submission.change(), submission.time().orElseGet(this::now));
  }

  private static Ordered ordered(Change change, long time) {
    return new Ordered(change, new Origin(Origin.LOCAL_WRITER, time));
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
