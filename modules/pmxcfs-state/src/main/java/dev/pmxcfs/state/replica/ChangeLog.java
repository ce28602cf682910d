package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Outcome;
import java.util.concurrent.CompletionStage;

/**
 * The only way to change the configuration files: it orders the changes and applies them by the
 * rules of the C server's file system (operations, section 5.1).
 *
 * <p>Any thread may submit changes; that does not block.
 */
@FunctionalInterface
public interface ChangeLog {

  /**
   * Submits a change. Changes of one thread are made in the order in which it submits them.
   *
   * @param change must not be changed any more, nor its arrays
   * @return completes on a thread of the log, which must not be blocked, with the outcome: a
   *     refusal is EBUSY if too many changes wait already, EIO if the database fails, and EROFS if
   *     a directory is served in place of a database. Completes exceptionally for a fault of this
   *     program
   */
  CompletionStage<Outcome> submit(Change change);
}
