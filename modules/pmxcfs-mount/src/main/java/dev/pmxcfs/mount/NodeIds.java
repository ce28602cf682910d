package dev.pmxcfs.mount;

import dev.pmxcfs.state.tree.ConfigTree;

/**
 * The ids of nodes: the tree's own inodes, which stay the same over restarts, so that {@code
 * st_ino} does too (item 422). The root, 0 in the tree, is 1 for every kernel.
 */
final class NodeIds {

  /** The root directory. */
  static final long ROOT = 1;

  /** The first of those that are not in the tree. No tree gets as far as the top bit. */
  static final long BUILT_IN = 1L << 63;

  /** What has inode 1 in the tree, which only a foreign program can have put there. */
  private static final long ONE = BUILT_IN - 1;

  private NodeIds() {}

  /** The id of an entry. */
  static long of(long inode) {
    if (inode == ConfigTree.ROOT_INODE) {
      return ROOT;
    }
    return inode == ROOT ? ONE : inode;
  }

  /** The inode of an id. */
  static long inode(long node) {
    if (node == ROOT) {
      return ConfigTree.ROOT_INODE;
    }
    return node == ONE ? ROOT : node;
  }
}
