package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The index by which the nodes of a cluster determine whether they have the same tree, which node
 * has the newest, and how the others differ from it (cluster, sections 3.1 and 3.3).
 *
 * @param version the tree's global version, unsigned
 * @param writer the node that made the last change
 * @param mtime when, in seconds since 1970, unsigned
 * @param digests of all entries by their inodes, which are unsigned; the root's is the first
 */
public record TreeIndex(long version, int writer, int mtime, NavigableMap<Long, Digest> digests) {

  /** The index of a tree. */
  public static TreeIndex of(ConfigTree tree) {
    NavigableMap<Long, Digest> digests = noDigests();
    for (TreeEntry entry : tree.entriesByInode()) {
      digests.put(entry.attributes().inode(), Digest.ofEntry(entry));
    }
    Attributes root = tree.root().attributes();
    return new TreeIndex(root.version(), root.writer(), root.mtime(), digests);
  }

  static NavigableMap<Long, Digest> noDigests() {
    return new TreeMap<>(Long::compareUnsigned);
  }

  /** The largest inode. */
  public long lastInode() {
    return digests.lastKey();
  }

  /**
   * Whether the tree of this index is newer than another one: by its version, and among equal ones
   * by its time. Nothing else counts, not even what is in them.
   */
  public boolean isNewerThan(TreeIndex other) {
    int order = Long.compareUnsigned(version, other.version);
    return order > 0 || order == 0 && Integer.compareUnsigned(mtime, other.mtime) > 0;
  }

  /** The inodes of the entries that another tree does not have, or has otherwise, ascending. */
  public List<Long> differingFrom(TreeIndex other) {
    List<Long> differing = new ArrayList<>();
    digests.forEach(
        (inode, digest) -> {
          if (!digest.equals(other.digests.get(inode))) {
            differing.add(inode);
          }
        });
    return differing;
  }

  /** The inodes of the entries that another tree does not have any more, ascending. */
  public List<Long> missingIn(TreeIndex other) {
    return digests.keySet().stream().filter(inode -> !other.digests.containsKey(inode)).toList();
  }

  /** The bytes that nodes exchange. */
  public byte[] encode() {
    return TreeIndexDescriptor.encode(this);
  }

  /**
   * An index of another node.
   *
   * @throws IllegalArgumentException if the bytes are not one
   */
  public static TreeIndex decode(byte[] bytes) {
    return TreeIndexDescriptor.decode(bytes);
  }
}
