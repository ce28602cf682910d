package dev.pmxcfs.state.replica;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node that leads sends one that has missed changes: the entries that differ, in any order
 * (cluster, sections 3.4 and 3.5). Collected, they make the leader's tree of the other one's, or
 * nothing. For one thread.
 */
public final class TreeUpdate {

  private final Map<Long, TreeEntry> entries = new HashMap<>();

  /** The bytes in which an entry is sent. */
  public static byte[] encode(TreeEntry entry) {
    return EntryDescriptor.encode(entry);
  }

  /**
   * Takes in an entry, in place of an earlier one with its inode.
   *
   * @throws IllegalArgumentException if the bytes are not those of an entry
   */
  public void add(byte[] entry) {
    TreeEntry decoded = EntryDescriptor.decode(entry);
    entries.put(decoded.attributes().inode(), decoded);
  }

  /** How many entries there are. */
  public int size() {
    return entries.size();
  }

  /**
   * The leader's tree.
   *
   * @param own the tree of this node, as it was when it sent its index
   * @param leader the index of the leader
   * @throws IllegalArgumentException if the entries are not a tree, or one of another index
   */
  public ConfigTree applyTo(ConfigTree own, TreeIndex leader) {
    Map<Long, TreeEntry> all = new HashMap<>();
    for (TreeEntry entry : own.entriesByInode()) {
      if (leader.digests().containsKey(entry.attributes().inode())) {
        all.put(entry.attributes().inode(), entry);
      }
    }
    all.putAll(entries);
    ConfigTree tree = tree(all);
    if (tree.root().entries() != all.size()) {
      throw new IllegalArgumentException("entries of an update are in no directory of the tree");
    }
    if (!TreeIndex.of(tree).equals(leader)) {
      throw new IllegalArgumentException("an update does not make the leader's tree");
    }
    return tree;
  }

  private static ConfigTree tree(Map<Long, TreeEntry> all) {
    Map<Long, List<TreeEntry>> byParent = new HashMap<>();
    for (TreeEntry entry : all.values()) {
      if (entry.attributes().inode() != ConfigTree.ROOT_INODE) {
        byParent
            .computeIfAbsent(entry.attributes().parent(), parent -> new ArrayList<>())
            .add(entry);
      }
    }
    TreeEntry root =
        Optional.ofNullable(all.get(ConfigTree.ROOT_INODE))
            .filter(entry -> entry instanceof Directory && entry.attributes().parent() == 0)
            .orElseThrow(() -> new IllegalArgumentException("an update has no root"));
    return tree(root.attributes(), byParent);
  }

  /** Not by recursion: a path may be as long as there are entries. */
  private static ConfigTree tree(Attributes root, Map<Long, List<TreeEntry>> byParent) {
    List<Attributes> directories = new ArrayList<>(List.of(root));
    for (int i = 0; i < directories.size(); i++) {
      byParent.getOrDefault(directories.get(i).inode(), List.of()).stream()
          .filter(Directory.class::isInstance)
          .map(TreeEntry::attributes)
          .forEach(directories::add);
    }
    Map<Long, Directory> whole = new HashMap<>();
    for (int i = directories.size() - 1; i >= 0; i--) {
      Attributes directory = directories.get(i);
      List<TreeEntry> children = byParent.getOrDefault(directory.inode(), List.of());
      whole.put(directory.inode(), Directory.of(directory, byName(children, whole)));
    }
    return new ConfigTree(whole.get(root.inode()));
  }

  private static Map<ByteString, TreeEntry> byName(
      List<TreeEntry> children, Map<Long, Directory> whole) {
    Map<ByteString, TreeEntry> byName = new HashMap<>();
    for (TreeEntry child : children) {
      ByteString name = child.attributes().name();
      TreeEntry entry = child instanceof Directory ? whole.get(child.attributes().inode()) : child;
      if (name.isEmpty() || byName.put(name, entry) != null) {
        throw new IllegalArgumentException("an update has two entries of one name: '" + name + "'");
      }
    }
    return byName;
  }
}
