package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.CreateFile;
import dev.pmxcfs.state.change.Outcome;
import java.util.concurrent.CompletableFuture;
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
   * @return completes on a thread of the log, which must not be blocked, with the outcome: a
   *     refusal is EBUSY if too many changes wait already, EIO if the database fails, and EROFS if
   *     a directory is served in place of a database. Completes exceptionally for a fault of this
   *     program
   */
  CompletionStage<Outcome> submit(Change change);

  /**
   * As the other, of a change that a program was told of before.
   *
   * @param time that what is changed gets, in seconds since 1970, in place of the time when it is
   *     changed
   */
  CompletionStage<Outcome> submit(Change change, long time);

  /**
   * Makes a file for a program that goes on to write it, unless it is there. That program is told
   * by the end of its writing that all is stored, so the file is stored together with the change
   * that comes next, when somebody is to see it ({@link #settle}), or after a short time.
   *
   * @return completes as that of {@link #submit}, and earlier than when the file is stored; fails
   *     with the {@link dev.pmxcfs.state.tree.TreeException} of a refusal
   */
  CompletionStage<MadeFile> make(CreateFile change);

  /** Whether all files that were made are stored. */
  default boolean isSettled() {
    return true;
  }

  /** Has the files stored that were made before. Completes when they are, or are refused. */
  default CompletionStage<Void> settle() {
    return CompletableFuture.completedStage(null);
  }
}
