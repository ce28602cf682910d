package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.tree.TreeChange;

/** Those who read the configuration, and are to see what is stored. */
@FunctionalInterface
public interface Readers {

  /**
   * Takes each configuration that is stored, in their order, by one thread at a time; must not
   * block.
   *
   * @param stored what is there now
   * @param change what made it of the one before
   */
  void publish(Configuration stored, TreeChange change);
}
