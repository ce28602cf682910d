package dev.pmxcfs.state.tree;

/** Told of each change of the configuration files. */
@FunctionalInterface
public interface TreeFollower {

  /**
   * There is another tree. Called by one thread at a time, in the order of the changes, once
   * readers see the tree and before whoever asked for the change is told; must neither block nor
   * throw.
   *
   * @param before the tree of the last call, or the one that following began with
   * @param after the tree that there is now
   * @param change what makes the one of the other
   */
  void changed(ConfigTree before, ConfigTree after, TreeChange change);
}
