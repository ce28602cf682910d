package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.state.replica.TreeIndex;
import dev.pmxcfs.state.replica.TreeUpdate;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** What a node that leads has to send (cluster, section 3.3). */
final class TreeDifferences {

  private TreeDifferences() {}

  /**
   * The entries that any other node lacks or has otherwise, each once for all of them.
   *
   * @param tree the leader's, which does not change
   * @param leader what it has told of it
   * @param all the states of all members
   */
  static Iterator<byte[]> updates(ConfigTree tree, TreeState leader, List<TreeState> all) {
    Set<Long> needed = new HashSet<>();
    TreeIndex leading = leader.index();
    for (TreeState other : all) {
      if (!other.isSame(leader)) {
        needed.addAll(leading.differingFrom(other.index()));
      }
    }
    return tree.entriesByInode().stream()
        .filter(entry -> needed.contains(inode(entry)))
        .map(TreeUpdate::encode)
        .iterator();
  }

  private static long inode(TreeEntry entry) {
    return entry.attributes().inode();
  }
}
