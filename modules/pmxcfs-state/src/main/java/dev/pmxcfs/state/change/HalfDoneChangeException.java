package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.TreeException;

/**
 * A change is refused, and yet has changed something, as it has in the C server: what it has done
 * in the draft counts.
 */
public final class HalfDoneChangeException extends TreeException {

  private static final long serialVersionUID = 1;

  HalfDoneChangeException(TreeException refusal) {
    super(refusal);
  }
}
