package dev.pmxcfs.state.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The difference between two trees, which a database has to store.
 *
 * @param root the changed tree's root, whose attributes describe the change
 * @param removed the inodes of removed entries
 * @param changed the new and changed entries as they are now; an inode is in at most one of the two
 * @param places where entries are to be looked for first, by their inodes: those that are removed
 *     in the earlier tree, those that are changed in the later one. Not all need have one
 */
public record TreeChange(
    Directory root,
    Set<Long> removed,
    Collection<TreeEntry> changed,
    Map<Long, ConfigPath> places) {

  /** A change of which nobody knows where its entries are. */
  public TreeChange(Directory root, Set<Long> removed, Collection<TreeEntry> changed) {
    this(root, removed, changed, Map.of());
  }

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

  /**
   * Where an entry of the change is in a tree, if it is there: in the earlier tree if it is
   * removed, else in the later one.
   */
  public Optional<ConfigPath> path(long inode, ConfigTree tree) {
    ConfigPath place = places.get(inode);
    return place == null ? tree.path(inode) : tree.path(inode, place);
  }
}
