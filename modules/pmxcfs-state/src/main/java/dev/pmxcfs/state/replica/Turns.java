package dev.pmxcfs.state.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * What is asked of a change log, and whose turn it is to do it: one thread's at a time. Each turn
 * takes all that waits, and sees what those before it have done, on whichever threads.
 *
 * <p>The log's own thread {@linkplain #await waits} for its turns. Others may {@linkplain #begin
 * help}: they take a turn that nobody has, and wait for none.
 */
final class Turns {

  /** How many changes wait at the most. Any of them may hold a file of a mebibyte. */
  static final int MAX_WAITING = 256;

  /** In place of a time: nothing has to be done. */
  static final long NEVER = Long.MAX_VALUE;

  /** What becomes of a change that is to be made. */
  enum Admission {
    TAKEN,
    TOO_MANY,
    CLOSING,
    CLOSED
  }

  /**
   * What is to be done.
   *
   * @param changes in their order
   * @param looking to be completed when all is stored; empty if nobody wants to see it
   * @param pinged to be completed at the end; empty if nobody wants to know of that
   * @param isLast whether nothing comes any more
   */
  record Turn(
      List<Submission> changes,
      Optional<CompletableFuture<Void>> looking,
      Optional<CompletableFuture<Void>> pinged,
      boolean isLast) {

    /** Whether nothing of it has to be stored at once. */
    boolean canWait() {
      return looking.isEmpty() && !isLast;
    }
  }

  private List<Submission> waiting = new ArrayList<>();

  /** Of those who want to see all stored; null if there is none. */
  private CompletableFuture<Void> looking;

  /** Of those who want to know whether there are turns; null if there is none. */
  private CompletableFuture<Void> pinging;

  /** What becomes of changes that fit in. */
  private Admission stage = Admission.TAKEN;

  private boolean isTaken;

  /** When there is something to do in any case, in {@link System#nanoTime}. */
  private long due = NEVER;

  /** Whether the log's thread wakes up by itself before anything could be due. */
  private boolean isTimed;

  /**
   * Adds a change, if it is admitted.
   *
   * @param helps whether the caller will {@link #begin} a turn, so that nobody is woken up
   */
  synchronized Admission add(Submission submission, boolean helps) {
    if (stage == Admission.TAKEN && waiting.size() >= MAX_WAITING && !isToldBefore(submission)) {
      return Admission.TOO_MANY;
    }
    if (stage == Admission.TAKEN) {
      waiting.add(submission);
      wakeUpUnless(helps);
    }
    return stage;
  }

  /** Its program relies on it; whoever gathers such changes has a bound for them. */
  private static boolean isToldBefore(Submission submission) {
    return submission.time().isPresent();
  }

  /**
   * Has all stored that is made by then. The stage completes when it is, or is refused.
   *
   * @param helps as for {@link #add}
   */
  synchronized CompletionStage<Void> look(boolean helps) {
    if (stage == Admission.CLOSED) {
      return CompletableFuture.completedStage(null);
    }
    if (looking == null) {
      looking = new CompletableFuture<>();
      wakeUpUnless(helps);
    }
    return looking;
  }

  /** A sign of life. The stage completes at the end of the next turn. */
  synchronized CompletionStage<Void> ping() {
    if (stage == Admission.CLOSED) {
      return CompletableFuture.completedStage(null);
    }
    if (pinging == null) {
      pinging = new CompletableFuture<>();
      wakeUpUnless(false);
    }
    return pinging;
  }

  /** Who has a turn looks for more at its end. */
  private void wakeUpUnless(boolean helps) {
    if (!helps && !isTaken) {
      notifyAll();
    }
  }

  private boolean isAnythingWaiting() {
    return !waiting.isEmpty() || looking != null || pinging != null;
  }

  /**
   * A turn for a thread that helps; null if there is nothing to do, or another has the turn. Once
   * it is taken nothing more is made that could fail.
   */
  synchronized Turn begin() {
    return isTaken || !isAnythingWaiting() ? null : take();
  }

  /**
   * Waits for a turn; for the log's own thread. The last one is when it is {@linkplain #close
   * closed}.
   */
  synchronized Turn await() {
    while (isTaken || !(isAnythingWaiting() || stage != Admission.TAKEN || isDue())) {
      try {
        sleep();
      } catch (InterruptedException e) {
        stage = Admission.CLOSING; // nothing interrupts it: the thread is known only to its log
      }
    }
    return take();
  }

  /** What is due is not known while another has the turn, whose end tells. */
  private void sleep() throws InterruptedException {
    if (isTaken || due == NEVER) {
      wait();
    } else {
      isTimed = true;
      try {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, due - System.nanoTime()));
      } finally {
        isTimed = false;
      }
    }
  }

  private boolean isDue() {
    return due != NEVER && System.nanoTime() - due >= 0;
  }

  private Turn take() {
    boolean isLast = stage != Admission.TAKEN && waiting.isEmpty();
    var turn =
        new Turn(waiting, Optional.ofNullable(looking), Optional.ofNullable(pinging), isLast);
    waiting = new ArrayList<>();
    looking = null;
    pinging = null;
    isTaken = true;
    return turn;
  }

  /**
   * Ends a turn.
   *
   * @param nextDue when there is something to do in any case, or {@link #NEVER}
   * @param goesOn whether the thread will ask for another turn
   */
  synchronized void end(long nextDue, boolean goesOn) {
    isTaken = false;
    due = nextDue;
    boolean isLeft = isAnythingWaiting() && !goesOn;
    if (isLeft || stage != Admission.TAKEN || due != NEVER && !isTimed) {
      notifyAll();
    }
  }

  /** Takes no more changes. What waits is made, in the turn before the last one. */
  synchronized void close() {
    if (stage == Admission.TAKEN) {
      stage = Admission.CLOSING;
    }
    notifyAll();
  }

  /** The last turn has ended. */
  synchronized void closed() {
    stage = Admission.CLOSED;
    if (looking != null) { // it came during the last turn, which has stored all
      looking.complete(null);
    }
    if (pinging != null) {
      pinging.complete(null);
    }
  }
}
