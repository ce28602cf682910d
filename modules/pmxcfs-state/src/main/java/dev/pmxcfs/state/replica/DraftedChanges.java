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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes that a node by itself has made, at the time when they are made, and that wait to be
 * stored together. For whoever has the {@linkplain Turns turn}, but for {@link #isSettled}.
 */
final class DraftedChanges {

  private static final Logger LOG = LoggerFactory.getLogger(DraftedChanges.class);

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
      if (!(draftCanWait && canWait) || replica.isStored()) {
        store();
      }
    } catch (RuntimeException | Error e) {
      fail(e, changes);
    }
  }

  /** Whether all of it can wait. */
  private boolean draftFrom(int first) {
    boolean canWait = true;
    for (Submission submission : drafted.subList(first, drafted.size())) {
      ConfigTree before = replica.configuration().tree();
      Outcome outcome = replica.draft(ordered(submission));
      if (submission instanceof Making && !replica.isStored()) {
        isSettled = false; // before its program can tell others of it
      }
      canWait &= submission.drafted(outcome, replica.drafted().tree(), before);
    }
    return canWait;
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

  /**
   * Nothing is left of what was drafted. Makes nothing, since there may be no memory, and goes on
   * when somebody cannot be told: the outcomes of later changes must not go to those here.
   *
   * @param changes which may be among the drafted
   */
  private void fail(Throwable fault, List<Submission> changes) {
    replica.discard();
    Throwable untold = null;
    for (int i = 0; i < drafted.size(); i++) {
      untold = failed(drafted.get(i), fault, untold);
    }
    drafted.clear();
    for (int i = 0; i < changes.size(); i++) {
      untold = failed(changes.get(i), fault, untold);
    }
    isSettled = true;
    if (untold != null) {
      LOG.error("those who have asked for changes may be left without an answer", untold);
    }
  }

  /** Also why somebody could not be told: the last one, or before. */
  private static Throwable failed(Submission submission, Throwable fault, Throwable before) {
    try {
      submission.failed(fault);
      return before;
    } catch (RuntimeException | Error e) {
      return e;
    }
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
