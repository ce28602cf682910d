package dev.pmxcfs.state.nodes;

/** Told when this node comes to be among the majority of its cluster, and when it is no longer. */
@FunctionalInterface
public interface QuorumFollower {

  /**
   * It has changed, and {@link NodeStatus#current} says so already. Called by one thread at a time,
   * in the order of the changes, on the thread that has made it; must neither block nor throw.
   *
   * @param isQuorate whether this node is among the majority now
   */
  void quorumChanged(boolean isQuorate);
}
