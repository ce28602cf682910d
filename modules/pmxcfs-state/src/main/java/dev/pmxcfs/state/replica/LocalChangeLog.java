package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Origin;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.replica.Replica.Ordered;
import dev.pmxcfs.state.replica.Submission.Making;
import dev.pmxcfs.state.replica.Submission.Waiting;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The changes of a node without a cluster: made in the order in which they come, at the time when
 * they are made. They wait for a thread of their own, which makes all that are ready in one
 * transaction; a file that is made for a program to write it waits for the next one.
 */
public final class LocalChangeLog implements ReplicaLog {

  /** How many changes wait at the most. Any of them may hold a file of a mebibyte. */
  static final int MAX_WAITING = 256;

  /** So long a file waits at the most that was made. */
  private static final Duration MADE_TIME = Duration.ofMillis(50);

  private static final String THREAD_NAME = "pmxcfs-replica";

  private enum Stage {
    OPEN,
    CLOSING,
    CLOSED
  }

  private final Replica replica;
  private final Clock clock;
  private final long madeNanos;
  private final Thread thread = new Thread(this::run, THREAD_NAME);
  private List<Submission> waiting = new ArrayList<>();
  private Stage stage = Stage.OPEN;

  /** Of those who want to see what was made; null if there is none. */
  private CompletableFuture<Void> settling;

  /** Of those who want to know whether the thread lives; null if there is none. */
  private CompletableFuture<Void> pinging;

  /** What is made and not stored; of the thread. */
  private final List<Submission> drafted = new ArrayList<>();

  /** When the first of it was made. */
  private long draftedNanos;

  private volatile boolean isSettled = true;

  /**
   * Starts the thread, which alone uses the replica from then on.
   *
   * @param replica closed by {@link #close}
   * @param clock tells when changes are made
   */
  public LocalChangeLog(Replica replica, Clock clock) {
    this(replica, clock, MADE_TIME);
  }

  /**
   * @param madeTime so long a file waits at the most that was made
   */
  LocalChangeLog(Replica replica, Clock clock, Duration madeTime) {
    madeNanos = madeTime.toNanos();
    this.replica = replica;
    this.clock = clock;
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public CompletionStage<Outcome> submit(Change change) {
    return submit(new Waiting(change, OptionalLong.empty()));
  }

  @Override
  public CompletionStage<Outcome> submit(Change change, long time) {
    return submit(new Waiting(change, OptionalLong.of(time)));
  }

  private CompletionStage<Outcome> submit(Waiting submission) {
    take(submission);
    return submission.outcome();
  }

  @Override
  public CompletionStage<MadeFile> make(NewFile file) {
    var submission = new Making(file);
    take(submission);
    return submission.made();
  }

  private synchronized void take(Submission submission) {
    if (stage == Stage.CLOSED) { // the replica says why it takes nothing
      submission.stored(replica.apply(List.of(ordered(submission))).get(0));
    } else if (stage == Stage.CLOSING) {
      submission.stored(
          refused(Errno.EIO, "no changes are taken any more: the state is being closed"));
    } else if (waiting.size() >= MAX_WAITING && !isToldBefore(submission)) {
      submission.stored(
          refused(Errno.EBUSY, MAX_WAITING + " changes wait for the database; try again"));
    } else {
      waiting.add(submission);
      notifyAll();
    }
  }

  /** Its program relies on it; whoever gathers such changes has a bound for them. */
  private static boolean isToldBefore(Submission submission) {
    return submission.time().isPresent();
  }

  private static Outcome refused(int errno, String message) {
    return new Refused(new TreeException(errno, message, null));
  }

  private Ordered ordered(Submission submission) {
    return ordered(submission.change(), submission.time().orElseGet(this::now));
  }

  private static Ordered ordered(Change change, long time) {
    return new Ordered(change, new Origin(Origin.LOCAL_WRITER, time));
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  @Override
  public boolean isSettled() {
    return isSettled;
  }

  @Override
  public synchronized CompletionStage<Void> settle() {
    if (isSettled || stage == Stage.CLOSED) {
      return CompletableFuture.completedStage(null);
    }
    if (settling == null) {
      settling = new CompletableFuture<>();
      notifyAll();
    }
    return settling;
  }

  @Override
  public synchronized CompletionStage<Void> ping() {
    if (stage == Stage.CLOSED) {
      return CompletableFuture.completedStage(null);
    }
    if (pinging == null) {
      pinging = new CompletableFuture<>();
      notifyAll();
    }
    return pinging;
  }

  private void run() {
    while (turn()) {
      // one round after the other
    }
    synchronized (this) {
      if (pinging != null) {
        pinging.complete(null);
      }
      if (settling != null) { // it came during the last round, which has stored all
        settling.complete(null);
      }
    }
  }

  /** Makes what is ready; false at the end. */
  private boolean turn() {
    List<Submission> ready;
    CompletableFuture<Void> looking;
    CompletableFuture<Void> pinged;
    boolean isLast;
    synchronized (this) {
      awaitWork();
      ready = waiting;
      waiting = new ArrayList<>();
      looking = settling;
      settling = null;
      pinged = pinging;
      pinging = null;
      isLast = stage != Stage.OPEN && ready.isEmpty();
    }
    boolean canWait = looking == null && !isLast && !isDue();
    apply(ready, canWait);
    if (looking != null) {
      looking.complete(null);
    }
    if (pinged != null) {
      pinged.complete(null);
    }
    return !isLast;
  }

  private void awaitWork() {
    try {
      while (!isAsked() && stage == Stage.OPEN && !isDue()) {
        if (drafted.isEmpty()) {
          wait();
        } else {
          TimeUnit.NANOSECONDS.timedWait(this, draftedNanos + madeNanos - System.nanoTime());
        }
      }
    } catch (InterruptedException e) {
      stage = Stage.CLOSING; // nothing interrupts it: the thread is known only here
    }
  }

  private boolean isAsked() {
    return !waiting.isEmpty() || settling != null || pinging != null;
  }

  private boolean isDue() {
    return !drafted.isEmpty() && System.nanoTime() - draftedNanos >= madeNanos;
  }

  private void apply(List<Submission> ready, boolean canWait) {
    try {
      boolean draftCanWait = draft(ready) && drafted.size() < MAX_WAITING;
      if (!(draftCanWait && canWait) || isStored()) {
        store();
      }
    } catch (RuntimeException | Error e) {
      isSettled = true;
      drafted.forEach(submission -> submission.failed(e));
      drafted.clear();
    }
  }

  /** Whether all of it can wait. */
  private boolean draft(List<Submission> ready) {
    if (drafted.isEmpty()) {
      draftedNanos = System.nanoTime();
    }
    ConfigTree before = replica.configuration().tree();
    drafted.addAll(ready);
    List<Outcome> outcomes = replica.draft(ready.stream().map(this::ordered).toList());
    isSettled &= isStored() || ready.stream().noneMatch(Making.class::isInstance);
    ConfigTree made = replica.drafted().tree();
    boolean canWait = true;
    for (int i = 0; i < ready.size(); i++) {
      canWait &= ready.get(i).drafted(outcomes.get(i), made, before);
    }
    return canWait;
  }

  private boolean isStored() {
    return replica.drafted() == replica.configuration();
  }

  private void store() {
    List<Outcome> outcomes = replica.store().stream().map(this::removeLock).toList();
    isSettled = true;
    for (int i = 0; i < outcomes.size(); i++) {
      drafted.get(i).stored(outcomes.get(i));
    }
    drafted.clear();
  }

  /** This node judges locks, because there is no other node. */
  private Outcome removeLock(Outcome outcome) {
    if (outcome instanceof Applied applied && applied.granted().isPresent()) {
      Outcome removed = replica.apply(List.of(ordered(applied.granted().get(), now()))).get(0);
      return removed instanceof Refused ? removed : outcome;
    }
    return outcome;
  }

  @Override
  public WriteStatus status() {
    return replica.status();
  }

  @Override
  public void close() throws DatabaseException {
    synchronized (this) {
      if (stage == Stage.OPEN) {
        stage = Stage.CLOSING;
      }
      notifyAll();
    }
    awaitThread();
    synchronized (this) {
      stage = Stage.CLOSED;
      replica.close();
    }
  }

  private void awaitThread() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
