package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.Outcome;
import java.util.concurrent.CompletionStage;

/**
 * The one way in for changes of the configuration files, whoever asks for them: it gives them their
 * order and applies them by the rules of the C server's file system (operations, section 5.1).
 *
 * <p>Any thread may submit changes, and does not wait.
 */
@FunctionalInterface
public interface ChangeLog {

  /**
   * Has a change made. Changes that one thread submits are made in the order in which it does.
   *
   * @param change not to be changed any more, and neither its arrays
   * @return completes on a thread of the log, which is not to be held up: with what became of the
   *     change, EBUSY among the refusals if too many wait already, EIO if the database fails, and
   *     EROFS where a directory is served in place of a database; exceptionally for a fault of this
   *     program
   */
  CompletionStage<Outcome> submit(Change change);
}
