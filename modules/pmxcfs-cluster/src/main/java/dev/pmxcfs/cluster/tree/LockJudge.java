package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.state.change.Unlock;

/** Decides on locks whose holders have not renewed them: the lowest node does (cluster, 3.7). */
@FunctionalInterface
interface LockJudge {

  /** By the clock of this node, a lock may be removed. Nothing is waited for. */
  void granted(Unlock unlock);
}
