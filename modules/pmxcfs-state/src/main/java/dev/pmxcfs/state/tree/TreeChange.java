package dev.pmxcfs.state.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The difference between two trees, which a database has to store.
 *
 * @param root the changed tree's root, whose attributes describe the change
 * @param removed the inodes of removed entries
 * @param changed the new and changed entries as they are now; an inode is in at most one of the two
 */
public record TreeChange(Directory root, Set<Long> removed, Collection<TreeEntry> changed) {

  /** What makes one tree of another, whatever lies between them. */
  public static TreeChange between(ConfigTree before, ConfigTree after) {
    Map<Long, TreeEntry> old = new HashMap<>();
    before.entriesByInode().forEach(entry -> old.put(entry.attributes().inode(), entry));
    List<TreeEntry> changed = new ArrayList<>();
    for (TreeEntry entry : after.entriesByInode()) {
      TreeEntry earlier = old.remove(entry.attributes().inode());
      boolean isRoot = entry.attributes().inode() == ConfigTree.ROOT_INODE;
      if (!isRoot && !(earlier != null && entry.isSameAlone(earlier))) {
        changed.add(entry);
      }
    }
    return new TreeChange(after.root(), Set.copyOf(old.keySet()), changed);
  }
}
