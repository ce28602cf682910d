package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeException;
import dev.pmxcfs.state.tree.TreeLimits;
import dev.qbipc.linux.Errno;

/** How large a node by itself lets a configuration become. */
final class Limits {

  private Limits() {}

  /**
   * Checks a tree after something was put at a path.
   *
   * @param isNew whether nothing was there
   * @throws TreeException ENAMETOOLONG for a new name that could be in no file system, ENOSPC if
   *     there is more than there may be
   */
  static void check(ConfigPath path, boolean isNew, ConfigTree tree) throws TreeException {
    if (isNew && path.name().length() > TreeLimits.MAX_NAME) {
      throw new TreeException(
          Errno.ENAMETOOLONG, path, "has a name of more than " + TreeLimits.MAX_NAME + " bytes");
    }
    Directory root = tree.root();
    if (root.bytes() > TreeLimits.MAX_BYTES) {
      throw new TreeException(
          Errno.ENOSPC, path, "all files would have more than " + TreeLimits.MAX_BYTES + " bytes");
    }
    if (root.entries() > TreeLimits.MAX_ENTRIES) {
      throw new TreeException(
          Errno.ENOSPC,
          path,
          "there would be more than " + TreeLimits.MAX_ENTRIES + " files and directories");
    }
  }
}
