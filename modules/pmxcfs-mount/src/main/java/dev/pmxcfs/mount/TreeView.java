package dev.pmxcfs.mount;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.LongMap;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A tree whose entries are found by their inodes, as a kernel asks for them. A view never changes;
 * a change of the tree makes a new one, which shares most with the old one.
 */
final class TreeView {

  private static final ByteString PRIV = ByteString.of("priv");

  private final ConfigTree tree;

  /** All but the root, as they are in the tree. */
  private final LongMap<TreeEntry> byInode;

  private TreeView(ConfigTree tree, LongMap<TreeEntry> byInode) {
    this.tree = tree;
    this.byInode = byInode;
  }

  /** The view of a whole tree. */
  static TreeView of(ConfigTree tree) {
    LongMap<TreeEntry> byInode = LongMap.empty();
    for (TreeEntry entry : tree.entriesByInode()) {
      if (entry != tree.root()) {
        byInode = byInode.with(entry.attributes().inode(), entry);
      }
    }
    return new TreeView(tree, byInode);
  }

  /** The view of the tree that a change made of this one's. */
  TreeView changed(ConfigTree after, TreeChange change) {
    Map<Long, Attributes> changed = new HashMap<>();
    change.changed().forEach(entry -> changed.put(entry.attributes().inode(), entry.attributes()));
    LongMap<TreeEntry> index = byInode;
    for (long inode : change.removed()) {
      index = index.without(inode);
    }
    for (long inode : touched(change, changed)) {
      TreeEntry now = find(inode, after, changed);
      if (now != null && now.attributes().inode() == inode) {
        index = index.with(inode, now);
      }
    }
    return new TreeView(after, index);
  }

  /** What is another object than before: what has changed, and the directories that it is in. */
  private Set<Long> touched(TreeChange change, Map<Long, Attributes> changed) {
    Set<Long> touched = new HashSet<>();
    for (long inode : change.removed()) {
      before(inode).ifPresent(old -> touch(old.attributes().parent(), changed, touched));
    }
    for (Attributes now : changed.values()) {
      before(now.inode()).ifPresent(old -> touch(old.attributes().parent(), changed, touched));
      touch(now.inode(), changed, touched);
    }
    return touched;
  }

  /** What is in a tree where an entry is now, or null. */
  private TreeEntry find(long inode, ConfigTree after, Map<Long, Attributes> changed) {
    if (inode == ConfigTree.ROOT_INODE) {
      return after.root();
    }
    Attributes now = attributes(inode, changed);
    return find(now.parent(), after, changed) instanceof Directory directory
        ? directory.find(now.name())
        : null;
  }

  private Optional<TreeEntry> before(long inode) {
    return Optional.ofNullable(byInode.find(inode));
  }

  private void touch(long inode, Map<Long, Attributes> changed, Set<Long> touched) {
    long at = inode;
    while (at != ConfigTree.ROOT_INODE && touched.add(at)) {
      at = attributes(at, changed).parent();
    }
  }

  private Attributes attributes(long inode, Map<Long, Attributes> changed) {
    Attributes now = changed.get(inode);
    return now != null ? now : byInode.find(inode).attributes();
  }

  /** The tree that this is a view of. */
  ConfigTree tree() {
    return tree;
  }

  /** What has an inode, if anything has. */
  Optional<TreeEntry> find(long inode) {
    return Optional.ofNullable(entry(inode));
  }

  /** What has an inode, or null. Makes no object. */
  TreeEntry entry(long inode) {
    return inode == ConfigTree.ROOT_INODE ? tree.root() : byInode.find(inode);
  }

  /** What has a name in the directory of an inode; nothing if that is no directory. */
  Optional<TreeEntry> child(long inode, ByteString name) {
    return find(inode)
        .flatMap(
            entry ->
                entry instanceof Directory directory ? directory.child(name) : Optional.empty());
  }

  /** Where an entry of this view is. */
  ConfigPath path(TreeEntry entry) {
    Deque<ByteString> names = new ArrayDeque<>();
    for (Attributes at = entry.attributes(); at.inode() != ConfigTree.ROOT_INODE; ) {
      names.push(at.name());
      at = entry(at.parent()).attributes();
    }
    StringBuilder path = new StringBuilder();
    for (ByteString name : names) {
      path.append(path.isEmpty() ? "" : "/").append(name.toLatin1());
    }
    // unlike "." alone, "./" would be the root: no tree has such a name
    return new ConfigPath(path.toString().getBytes(ISO_8859_1));
  }

  /**
   * Whether an entry of this view is in a private place: {@code priv} or {@code nodes/<any>/priv},
   * itself and all below. As {@link ConfigPath#isPrivate}, but makes no object.
   */
  boolean isPrivate(TreeEntry entry) {
    ByteString first = null;
    ByteString second = null;
    ByteString third = null;
    for (Attributes at = entry.attributes(); at.inode() != ConfigTree.ROOT_INODE; ) {
      third = second;
      second = first;
      first = at.name();
      at = entry(at.parent()).attributes();
    }
    return PRIV.equals(first) || ConfigPath.NODES.equals(first) && PRIV.equals(third);
  }
}
