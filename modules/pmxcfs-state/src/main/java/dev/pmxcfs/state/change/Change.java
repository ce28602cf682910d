package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeException;
import java.util.Collection;

/**
 * A change of the configuration tree, as a value: what a client of this node asks for, or what
 * another node of the cluster did (operations, section 5.1).
 *
 * <p>A change never changes itself, and neither may its arrays while it is under way. Applied to
 * the same configuration with the same {@link Origin} and {@link TreeRules} it gives the same
 * result on every node.
 */
public sealed interface Change permits PrimitiveChange, ComposedChange {

  /** Where all paths begin. */
  ConfigPath ROOT = ConfigPath.of("");

  /**
   * Makes the change in a draft.
   *
   * @throws TreeException if the tree refuses it; then the draft is not to be used any more
   */
  void applyTo(Draft draft) throws TreeException;

  /** The paths that it names; what is in directories that it deletes is not among them. */
  Collection<ConfigPath> paths();

  /** What the system call behind the change returns if it succeeds: 0, or the bytes written. */
  default int result() {
    return 0;
  }
}
