package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.tree.TreeException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The only way to change the configuration files: it orders the changes and applies them by the
 * rules of the C server's file system (operations, section 5.1).
 *
 * <p>Any thread may submit changes; that does not block. Changes of one thread are made in the
 * order in which it submits them.
 */
public interface ChangeLog {

  /**
   * Submits a change.
   *
   * @param change must not be changed any more, nor its arrays
   * @return completes on a thread of the log, or one that is {@linkplain #lending lent} to it,
   *     which must not be blocked there, with the outcome: a refusal is EBUSY if too many changes
   *     wait already, EIO if the database fails, and EROFS if a directory is served in place of a
   *     database. Completes exceptionally for a fault of this program
   */
  CompletionStage<Outcome> submit(Change change);

  /**
   * As the other, of a change that a program was told of before.
   *
   * @param time that what is changed gets, in seconds since 1970
   */
  default CompletionStage<Outcome> submit(Change change, long time) {
    return submit(change);
  }

  /**
   * Makes a file for a program that goes on to write it. That program is told by the end of its
   * writing that all is stored, so a log may put the file off: until it is stored with the change
   * that comes next, until somebody is to see it ({@link #settle}), or for a short time.
   *
   * @return completes as that of {@link #submit}, or earlier than when the file is stored; fails
   *     with the {@link TreeException} of a refusal, if not with the file that is there already
   */
  default CompletionStage<MadeFile> make(NewFile file) {
    return submit(file.change()).thenApply(ChangeLog::stored);
  }

  private static MadeFile stored(Outcome outcome) {
    try {
      CompletionStage<Void> stored = CompletableFuture.completedFuture(null);
      return new MadeFile(outcome.orThrow().version(), true, Optional.empty(), stored);
    } catch (TreeException e) {
      throw new CompletionException(e);
    }
  }

  /** Whether all files that were made are stored. */
  default boolean isSettled() {
    return true;
  }

  /**
   * Asks the thread that makes changes for a sign of life.
   *
   * @return completes when the thread comes to it, which a disk that does not answer holds up; at
   *     once where no thread is needed
   */
  default CompletionStage<Void> ping() {
    return CompletableFuture.completedStage(null);
  }

  /** Has the files stored that were made before. Completes when they are, or are refused. */
  default CompletionStage<Void> settle() {
    return CompletableFuture.completedStage(null);
  }

  /** What a thread calls while it lends itself. */
  @FunctionalInterface
  interface Call<T, E extends Exception> {

    /** Calls it. */
    T call() throws E;
  }

  /**
   * Lends the log the calling thread. What the thread submits, makes or has settled during a call
   * is done after the call and before this returns, by this thread, together with what others have
   * asked for by then, so that no other thread has to be woken up for it. If another thread is
   * making changes at that time, this one does not wait, and the other does that too.
   *
   * <p>For threads that may be held up for as long as a few transactions take, never for an event
   * loop. No lock is to be held that others need meanwhile, nor one that is needed by those who are
   * told of outcomes: stages, also those of changes that others have submitted, complete on this
   * thread before this returns. What is submitted there is made in a later turn, and the thread
   * takes part in a few of those only.
   *
   * @return what the call returns; its stages have completed by then as a rule
   */
  default <T, E extends Exception> T lending(Call<T, E> call) throws E {
    return call.call();
  }
}
