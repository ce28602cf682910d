package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Origin;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.replica.Replica.Ordered;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The changes of a node without a cluster: made in the order in which they come, at the time when
 * they are made. They wait for a thread of their own, which makes all that are ready in one
 * transaction.
 */
public final class LocalChangeLog implements ReplicaLog {

  /** How many changes wait at the most. Any of them may hold a file of a mebibyte. */
  static final int MAX_WAITING = 256;

  private static final String THREAD_NAME = "pmxcfs-replica";

  private enum Stage {
    OPEN,
    CLOSING,
    CLOSED
  }

  private final Replica replica;
  private final Clock clock;
  private final Thread thread = new Thread(this::run, THREAD_NAME);
  private List<Submission> waiting = new ArrayList<>();
  private Stage stage = Stage.OPEN;

  private record Submission(Change change, CompletableFuture<Outcome> outcome) {}

  /**
   * Starts the thread, which alone uses the replica from then on.
   *
   * @param replica closed by {@link #close}
   * @param clock tells when changes are made
   */
  public LocalChangeLog(Replica replica, Clock clock) {
    this.replica = replica;
    this.clock = clock;
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public synchronized CompletionStage<Outcome> submit(Change change) {
    if (stage == Stage.CLOSED) { // the replica says why it takes nothing
      return CompletableFuture.completedStage(replica.apply(ordered(List.of(change))).get(0));
    }
    if (stage == Stage.CLOSING) {
      return refused(Errno.EIO, "no changes are taken any more: the state is being closed");
    }
    if (waiting.size() >= MAX_WAITING) {
      return refused(Errno.EBUSY, MAX_WAITING + " changes wait for the database; try again");
    }
    var submission = new Submission(change, new CompletableFuture<>());
    waiting.add(submission);
    notifyAll();
    return submission.outcome();
  }

  private static CompletionStage<Outcome> refused(int errno, String message) {
    return CompletableFuture.completedStage(new Refused(new TreeException(errno, message, null)));
  }

  private List<Ordered> ordered(List<Change> changes) {
    Origin here = new Origin(Origin.LOCAL_WRITER, clock.instant().getEpochSecond());
    return changes.stream().map(change -> new Ordered(change, here)).toList();
  }

  private void run() {
    List<Submission> ready = takeAll();
    while (!ready.isEmpty()) {
      apply(ready);
      ready = takeAll();
    }
  }

  /** All that wait, once there are some; nothing at the end. */
  private synchronized List<Submission> takeAll() {
    try {
      while (waiting.isEmpty() && stage == Stage.OPEN) {
        wait();
      }
    } catch (InterruptedException e) {
      stage = Stage.CLOSING; // nothing interrupts it: the thread is known only here
    }
    List<Submission> ready = waiting;
    waiting = new ArrayList<>();
    return ready;
  }

  private void apply(List<Submission> ready) {
    List<Outcome> outcomes;
    try {
      outcomes = replica.apply(ordered(ready.stream().map(Submission::change).toList()));
      outcomes = outcomes.stream().map(this::removeLock).toList();
    } catch (RuntimeException | Error e) {
      ready.forEach(submission -> submission.outcome().completeExceptionally(e));
      return;
    }
    for (int i = 0; i < ready.size(); i++) {
      ready.get(i).outcome().complete(outcomes.get(i));
    }
  }

  /** This node judges locks, because there is no other node. */
  private Outcome removeLock(Outcome outcome) {
    if (outcome instanceof Applied applied && applied.granted().isPresent()) {
      Outcome removed = replica.apply(ordered(List.of(applied.granted().get()))).get(0);
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
