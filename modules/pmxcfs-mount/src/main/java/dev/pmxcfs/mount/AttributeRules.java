package dev.pmxcfs.mount;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.Directory;
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

  /** Of an entry of the tree. */
  NodeAttributes of(TreeEntry entry, boolean isPrivate, boolean isQuorate) {
    Attributes attributes = entry.attributes();
    long node = NodeIds.of(attributes.inode());
    if (node == NodeIds.ROOT) {
      return new NodeAttributes(node, NodeAttributes.DIRECTORY | DIRECTORY_MODE, 2, gid, 0, 0, 0);
    }
    long mtime = Integer.toUnsignedLong(attributes.mtime());
    if (entry instanceof Directory) {
      int mode = NodeAttributes.DIRECTORY | mode(DIRECTORY_MODE, isPrivate, isQuorate);
      return new NodeAttributes(node, mode, 2, gid, 0, 0, mtime);
    }
    int permissions = ScriptNames.contain(attributes.name()) ? SCRIPT_MODE : FILE_MODE;
    int mode = NodeAttributes.FILE | mode(permissions, isPrivate, isQuorate);
    int size = ((RegularFile) entry).data().length;
    return new NodeAttributes(node, mode, 1, gid, size, blocks(size), mtime);
  }

  private static int mode(int permissions, boolean isPrivate, boolean isQuorate) {
    int shown = isPrivate ? permissions & OF_OWNER : permissions;
    return isQuorate ? shown : shown & ~WRITABLE;
  }

  /** What files take up together, in blocks. */
  static long blocks(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK;
  }

  /** Of a file that was removed while it is open. */
  NodeAttributes ofRemoved(RegularFile file, boolean isPrivate, boolean isQuorate) {
    NodeAttributes last = of(file, isPrivate, isQuorate);
    return new NodeAttributes(
        last.node(), last.mode(), 0, gid, last.size(), last.blocks(), last.mtime());
  }

  /** Of a symbolic link. */
  NodeAttributes ofLink(BuiltIn link, long length, boolean isQuorate) {
    int mode = NodeAttributes.LINK | mode(DIRECTORY_MODE, false, isQuorate);
    return new NodeAttributes(link.node(), mode, 1, gid, length, 0, 0);
  }

  /** Of a file that tells of the server. */
  NodeAttributes ofText(BuiltIn file, long length) {
    int permissions = file == BuiltIn.DEBUG ? FILE_MODE : READ_ONLY_MODE;
    return new NodeAttributes(file.node(), NodeAttributes.FILE | permissions, 1, gid, length, 0, 0);
  }

  /** Whether something may be given a mode: that of files there, whatever it is. */
  boolean isMode(int mode, boolean isPrivate) {
    return (mode & PERMISSIONS) == (isPrivate ? PRIVATE_FILE_MODE : FILE_MODE);
  }

  /** Whether something may be given an owner and a group: those that it has. */
  boolean isOwner(int uid, int group) {
    return (uid == OWNER || uid == UNCHANGED) && (group == gid || group == UNCHANGED);
  }
}
