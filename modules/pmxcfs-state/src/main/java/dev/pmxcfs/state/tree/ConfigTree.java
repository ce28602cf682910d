package dev.pmxcfs.state.tree;

import dev.pmxcfs.api.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The configuration files of the cluster at one moment.
 *
 * <p>A tree never changes. A change makes a new one that shares everything else with the old one,
 * so readers need no lock and see either all of a change or nothing of it.
 *
 * @param root the root directory, whose attributes are those of the last change: its version is the
 *     tree's global version
 */
public record ConfigTree(Directory root) {

  /** The inode of the root. */
  public static final long ROOT_INODE = 0;

  /** The global version of a tree that is new. */
  public static final long FIRST_VERSION = 1;

  /**
   * A tree without files.
   *
   * @param version its global version
   * @param mtime of the root, in seconds since 1970
   */
  public static ConfigTree empty(long version, int mtime) {
    var attributes = new Attributes(ROOT_INODE, 0, version, 0, mtime, ByteString.of(""));
    return new ConfigTree(Directory.empty(attributes));
  }

  /** The global version, which every change increments; unsigned. */
  public long version() {
    return root.attributes().version();
  }

  /** All entries by ascending inode, unsigned; the root is the first. */
  public List<TreeEntry> entriesByInode() {
    List<TreeEntry> entries = new ArrayList<>(root.entries());
    entries.add(root);
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) instanceof Directory directory) {
        entries.addAll(directory.children());
      }
    }
    entries.sort((one, other) -> Long.compareUnsigned(inode(one), inode(other)));
    return entries;
  }

  private static long inode(TreeEntry entry) {
    return entry.attributes().inode();
  }

  /** What is at a path, if anything is. */
  public Optional<TreeEntry> find(ConfigPath path) {
    Optional<TreeEntry> found = Optional.of(root);
    for (ByteString name : path) {
      found = found.flatMap(entry -> child(entry, name));
      if (found.isEmpty()) {
        break;
      }
    }
    return found;
  }

  /** Where the entry of an inode is, if there is one. Looks at every entry. */
  public Optional<ConfigPath> path(long inode) {
    var at = ConfigPath.of("");
    return inode == ROOT_INODE ? Optional.of(at) : path(inode, root, at);
  }

  /**
   * As the other.
   *
   * @param known where it was last, to be looked at first
   */
  public Optional<ConfigPath> path(long inode, ConfigPath known) {
    boolean isThere = find(known).filter(entry -> inode(entry) == inode).isPresent();
    return isThere ? Optional.of(known) : path(inode);
  }

  private static Optional<ConfigPath> path(long inode, Directory directory, ConfigPath at) {
    for (TreeEntry entry : directory.children()) {
      if (inode(entry) == inode) {
        return Optional.of(at.child(entry.attributes().name()));
      }
    }
    for (TreeEntry entry : directory.children()) {
      if (entry instanceof Directory below) {
        Optional<ConfigPath> found = path(inode, below, at.child(below.attributes().name()));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** The contents of the file at a path, if there is one; not to be changed. */
  public Optional<byte[]> file(ConfigPath path) {
    return find(path)
        .filter(RegularFile.class::isInstance)
        .map(file -> ((RegularFile) file).data());
  }

  private static Optional<TreeEntry> child(TreeEntry entry, ByteString name) {
    return entry instanceof Directory directory ? directory.child(name) : Optional.empty();
  }

  /** The tree with other attributes of the root, which tell of the last change. */
  public ConfigTree with(Attributes rootAttributes) {
    return new ConfigTree(root.with(rootAttributes));
  }

  /** The tree with an entry in a directory, which exists, in place of the one of its name. */
  public ConfigTree with(ConfigPath directory, TreeEntry entry) {
    return changed(directory, at -> at.withChild(entry));
  }

  /** The tree without an entry of a directory, which exists. */
  public ConfigTree without(ConfigPath directory, ByteString name) {
    return changed(directory, at -> at.withoutChild(name));
  }

  private ConfigTree changed(ConfigPath directory, UnaryOperator<Directory> change) {
    Deque<Directory> way = new ArrayDeque<>();
    way.push(root);
    for (ByteString name : directory) {
      way.push((Directory) way.peek().child(name).orElseThrow());
    }
    Directory changed = change.apply(way.pop());
    while (!way.isEmpty()) {
      changed = way.pop().withChild(changed);
    }
    return new ConfigTree(changed);
  }
}
