package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.replica.Submission.Making;
import dev.pmxcfs.state.replica.Submission.Waiting;
import dev.pmxcfs.state.replica.Turns.Turn;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of a node without a cluster: made in the order in which they come, at the time when
 * they are made, all that are ready in one transaction; a file that is made for a program to write
 * it waits for the next one.
 *
 * <p>They are made by a thread of the log, or by a thread that {@linkplain #lending lends itself}
 * while nobody else makes any. To hand a change to another thread and to be told of its end takes
 * as long as to make it.
 */
public final class LocalChangeLog implements ReplicaLog {

  private static final Logger LOG = LoggerFactory.getLogger(LocalChangeLog.class);

  /** How many changes wait at the most. */
  static final int MAX_WAITING = Turns.MAX_WAITING;

  /** So long a file waits at the most that was made. */
  private static final Duration MADE_TIME = Duration.ofMillis(50);

  /**
   * So many turns a thread makes that has lent itself: its own change, what that leads to, and some
   * of others. While more keep coming the log's thread makes them.
   */
  static final int MOST_LENT_TURNS = 4;

  private static final String THREAD_NAME = "pmxcfs-replica";

  private final Replica replica;
  private final Turns turns = new Turns();
  private final DraftedChanges drafted;
  private final Thread thread = new Thread(this::run, THREAD_NAME);
  private final ThreadLocal<Loan> loans = ThreadLocal.withInitial(Loan::new);

  /** Of a thread that lends itself. */
  private static final class Loan {

    /** Whether the call is under way that it lends itself for. */
    private boolean isCalling;

    /** Whether that has asked for something. */
    private boolean isNeeded;
  }

  /**
   * Starts the thread. From then on the log alone uses the replica.
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
    this.replica = replica;
    drafted = new DraftedChanges(replica, clock, madeTime);
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

  private void take(Submission submission) {
    switch (turns.add(submission, willHelp())) {
      case TAKEN -> {}
      case TOO_MANY ->
          submission.stored(
              refused(Errno.EBUSY, MAX_WAITING + " changes wait for the database; try again"));
      case CLOSING ->
          submission.stored(
              refused(Errno.EIO, "no changes are taken any more: the state is being closed"));
      case CLOSED -> submission.stored(refusedByReplica(submission));
    }
  }

  private static Outcome refused(int errno, String message) {
    return new Refused(new TreeException(errno, message, null));
  }

  /** After the end it says why it takes nothing. */
  private synchronized Outcome refusedByReplica(Submission submission) {
    return replica.apply(List.of(drafted.ordered(submission))).get(0);
  }

  @Override
  public boolean isSettled() {
    return drafted.isSettled();
  }

  @Override
  public CompletionStage<Void> settle() {
    return isSettled() ? CompletableFuture.completedStage(null) : turns.look(willHelp());
  }

  /** A lent thread, too, is one that makes changes. */
  @Override
  public CompletionStage<Void> ping() {
    return turns.ping();
  }

  /** Whether the thread will make what it asks for, unless others do. */
  private boolean willHelp() {
    Loan loan = loans.get();
    loan.isNeeded |= loan.isCalling;
    return loan.isCalling;
  }

  @Override
  public <T, E extends Exception> T lending(Call<T, E> call) throws E {
    Loan loan = loans.get();
    if (loan.isCalling) {
      return call.call();
    }
    loan.isCalling = true;
    try {
      return call.call();
    } finally {
      loan.isCalling = false;
      if (loan.isNeeded) {
        loan.isNeeded = false;
        help();
      }
    }
  }

  private void help() {
    for (int left = MOST_LENT_TURNS; left > 0; left--) {
      Turn turn = turns.begin();
      if (turn == null) {
        return;
      }
      make(turn, left > 1);
    }
  }

  private void run() {
    boolean goesOn = true;
    while (goesOn) {
      goesOn = makeNext();
    }
  }

  /** Whether there are more. Whatever happens in a turn, there are others. */
  private boolean makeNext() {
    try {
      Turn turn = turns.await();
      make(turn, true);
      return !turn.isLast();
    } catch (RuntimeException | Error e) {
      LOG.error("a turn for changes could not be taken or ended, and is tried again", e);
      return true;
    }
  }

  private void make(Turn turn, boolean goesOn) {
    try {
      drafted.make(turn.changes(), turn.canWait());
    } catch (RuntimeException | Error e) {
      LOG.error("those who have asked for changes may be left without an answer", e);
    } finally {
      end(turn, goesOn);
    }
  }

  private void end(Turn turn, boolean goesOn) {
    try {
      turn.looking().ifPresent(looking -> looking.complete(null));
      turn.pinged().ifPresent(pinged -> pinged.complete(null));
    } finally {
      turns.end(drafted.due(), goesOn);
    }
  }

  @Override
  public WriteStatus status() {
    return replica.status();
  }

  @Override
  public void close() throws DatabaseException {
    turns.close();
    awaitThread();
    synchronized (this) {
      turns.closed();
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
