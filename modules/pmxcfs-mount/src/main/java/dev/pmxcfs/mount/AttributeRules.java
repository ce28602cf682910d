package dev.pmxcfs.mount;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;

/** Which attributes things have, and which they may be given (mount, sections 2 and 7). */
final class AttributeRules {

  private static final int BLOCK = 4096;
  private static final int OWNER = 0;
  private static final int UNCHANGED = -1;
  private static final int PERMISSIONS = 07777;
  private static final int WRITABLE = 0222;
  private static final int OF_OWNER = 0700;
  private static final int FILE_MODE = 0640;
  private static final int PRIVATE_FILE_MODE = 0600;
  private static final int DIRECTORY_MODE = 0755;
  private static final int SCRIPT_MODE = 0740;
  private static final int READ_ONLY_MODE = 0440;

  private final int gid;

  /**
   * @param gid the group that may read, www-data's
   */
  AttributeRules(int gid) {
    this.gid = gid;
  }

  /** Fills in those of an entry of the tree. */
  void show(TreeEntry entry, boolean isPrivate, boolean isQuorate, NodeAttributes shown) {
    Attributes attributes = entry.attributes();
    long node = NodeIds.of(attributes.inode());
    if (node == NodeIds.ROOT) {
      shown.set(node, NodeAttributes.DIRECTORY | DIRECTORY_MODE, 2, gid);
    } else if (entry instanceof RegularFile file) {
      int mode = NodeAttributes.FILE | mode(permissions(file), isPrivate, isQuorate);
      int size = file.data().length;
      shown.set(node, mode, 1, gid).setSize(size, blocks(size)).setMtime(attributes.mtime());
    } else {
      int mode = NodeAttributes.DIRECTORY | mode(DIRECTORY_MODE, isPrivate, isQuorate);
      shown.set(node, mode, 2, gid).setMtime(attributes.mtime());
    }
  }

  private static int permissions(RegularFile file) {
    return ScriptNames.contain(file.attributes().name()) ? SCRIPT_MODE : FILE_MODE;
  }

  private static int mode(int permissions, boolean isPrivate, boolean isQuorate) {
    int shown = isPrivate ? permissions & OF_OWNER : permissions;
    return isQuorate ? shown : shown & ~WRITABLE;
  }

  /** What files take up together, in blocks. */
  static long blocks(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK;
  }

  /** Fills in those of a file that was removed while it is open. */
  void showRemoved(RegularFile file, boolean isPrivate, boolean isQuorate, NodeAttributes shown) {
    show(file, isPrivate, isQuorate, shown);
    shown.setLinks(0);
  }

  /** Fills in those of a symbolic link. */
  void showLink(BuiltIn link, long length, boolean isQuorate, NodeAttributes shown) {
    int mode = NodeAttributes.LINK | mode(DIRECTORY_MODE, false, isQuorate);
    shown.set(link.node(), mode, 1, gid).setSize(length, 0);
  }

  /** Fills in those of a file that tells of the server. */
  void showText(BuiltIn file, long length, NodeAttributes shown) {
    shown.set(file.node(), NodeAttributes.FILE | textMode(file), 1, gid).setSize(length, 0);
  }

  private static int textMode(BuiltIn file) {
    return file == BuiltIn.DEBUG ? FILE_MODE : READ_ONLY_MODE;
  }

  /** The permissions of an entry of the tree while it may be changed. */
  static int ownMode(TreeEntry entry, boolean isPrivate) {
    if (NodeIds.of(entry.attributes().inode()) == NodeIds.ROOT) {
      return DIRECTORY_MODE;
    }
    return mode(
        entry instanceof RegularFile file ? permissions(file) : DIRECTORY_MODE, isPrivate, true);
  }

  /** The permissions of what is built in, likewise. */
  static int ownMode(BuiltIn builtIn) {
    return builtIn.isLink() ? DIRECTORY_MODE : textMode(builtIn);
  }

  /**
   * Whether something may be given a mode: its own, which C pmxcfs refuses directories and scripts
   * (defect F10), or that of files there, which C pmxcfs takes of everything.
   *
   * @param own what it has
   */
  boolean isMode(int mode, int own, boolean isPrivate) {
    int permissions = mode & PERMISSIONS;
    return permissions == own || permissions == (isPrivate ? PRIVATE_FILE_MODE : FILE_MODE);
  }

  /** Whether something may be given an owner and a group: those that it has. */
  boolean isOwner(int uid, int group) {
    return (uid == OWNER || uid == UNCHANGED) && (group == gid || group == UNCHANGED);
  }
}
