package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.state.replica.TreeIndex;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trees that are about to be lost because another one leads, though that has less: a database that
 * was made anew has the newest time, and one that was written alone may have the higher version
 * (cluster, section 3.3). The C server says nothing; nor does this keep it from happening.
 */
final class OverwrittenTrees {

  private static final Logger LOG = LoggerFactory.getLogger(OverwrittenTrees.class);

  private OverwrittenTrees() {}

  /** Warns of each member that loses more than the half of its entries. */
  static void warn(TreeState leader, List<TreeState> all) {
    List<TreeState> others = all.stream().filter(state -> !state.isSame(leader)).toList();
    if (others.isEmpty()) {
      return;
    }
    TreeIndex leading = leader.index();
    for (TreeState other : others) {
      TreeIndex index = other.index();
      List<Long> lost = index.missingIn(leading);
      if (2 * lost.size() > entries(index)) {
        LOG.warn(
            "pve_dcdb_v1: {} of {} entries of {} are removed now, since {} leads with {} entries;"
                + " if that is a new or an old database, stop it and restore the one of {}",
            lost.size(),
            entries(index),
            other.member(),
            leader.member(),
            entries(leading),
            other.member());
      }
    }
  }

  /** Without the root. */
  private static int entries(TreeIndex index) {
    return index.digests().size() - 1;
  }
}
