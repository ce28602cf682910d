package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one change after the other does to the entries of a tree, for the database to store at once:
 * each entry as it is in the end, and nothing of one that was made and removed in between.
 */
public final class ChangedEntries {

  private final long version;
  private final Map<Long, TreeEntry> changed = new LinkedHashMap<>();
  private final Set<Long> removed = new HashSet<>();

  /** Where those were that have changed last; also of some that are neither any more. */
  private final Map<Long, ConfigPath> places = new HashMap<>();

  /**
   * @param original the tree that is changed
   */
  public ChangedEntries(ConfigTree original) {
    version = original.version();
  }

  void put(ConfigPath path, TreeEntry entry) {
    put(entry);
    places.put(entry.attributes().inode(), path);
  }

  private void put(TreeEntry entry) {
    changed.put(entry.attributes().inode(), entry);
  }

  void remove(ConfigPath path, TreeEntry entry) {
    long inode = entry.attributes().inode();
    remove(inode);
    places.put(inode, path);
  }

  private void remove(long inode) {
    changed.remove(inode);
    // the inode of a new entry is the version it made
    if (Long.compareUnsigned(inode, version) <= 0) {
      removed.add(inode);
    }
  }

  /** Adds what a later change did. */
  public void add(TreeChange later) {
    later.removed().forEach(this::remove);
    later.changed().forEach(this::put);
    places.putAll(later.places());
  }

  /**
   * All of it.
   *
   * @param root of the tree that has come out of it
   */
  public TreeChange toChange(Directory root) {
    return new TreeChange(
        root, Set.copyOf(removed), List.copyOf(changed.values()), Map.copyOf(places));
  }
}
