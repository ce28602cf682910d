package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.TreeException;
import java.util.Optional;

/** What became of a change. */
public sealed interface Outcome {

  /** What was made of the change, or why it was refused. */
  Applied orThrow() throws TreeException;

  /**
   * The change is in the database and survives the end of the process, and readers see it.
   *
   * @param result 0, or the bytes that were written
   * @param version the tree's global version with it, unsigned
   * @param granted the removal of a lock, if that was asked for and is due
   */
  record Applied(int result, long version, Optional<Unlock> granted) implements Outcome {

    @Override
    public Applied orThrow() {
      return this;
    }
  }

  /**
   * Nothing has changed.
   *
   * @param reason the errno, and what happened to what
   */
  record Refused(TreeException reason) implements Outcome {

    @Override
    public Applied orThrow() throws TreeException {
      throw reason;
    }
  }
}
