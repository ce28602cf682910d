package dev.pmxcfs.mount;

/**
 * What stat shows of a node. The owner is root, blocks are of 4,096 bytes, and all three times are
 * the same. It can be filled again and again, so that none has to be made for a call. For one
 * thread at a time.
 */
public final class NodeAttributes {

  /** In the mode: the bits that tell the type. */
  public static final int TYPE = 0170000;

  /** In the mode: a directory. */
  public static final int DIRECTORY = 0040000;

  /** In the mode: a file. */
  public static final int FILE = 0100000;

  /** In the mode: a symbolic link. */
  public static final int LINK = 0120000;

  private long node;
  private int mode;
  private int links;
  private int gid;
  private long size;
  private long blocks;
  private long mtime;

  /** Whose they are, and what can be told of it. */
  NodeAttributes set(long node, int mode, int links, int gid) {
    this.node = node;
    this.mode = mode;
    this.links = links;
    this.gid = gid;
    size = 0;
    blocks = 0;
    mtime = 0;
    return this;
  }

  NodeAttributes setLinks(int links) {
    this.links = links;
    return this;
  }

  NodeAttributes setSize(long size, long blocks) {
    this.size = size;
    this.blocks = blocks;
    return this;
  }

  NodeAttributes setMtime(int mtime) {
    this.mtime = Integer.toUnsignedLong(mtime);
    return this;
  }

  /** Its id, which is also its inode number. */
  public long node() {
    return node;
  }

  /** Type and permissions. */
  public int mode() {
    return mode;
  }

  /** How many names it has; 0 once it has been removed while it is open. */
  public int links() {
    return links;
  }

  /** Its group. */
  public int gid() {
    return gid;
  }

  /** In bytes. */
  public long size() {
    return size;
  }

  /** What C pmxcfs shows: whole 4,096 bytes, though stat counts 512. */
  public long blocks() {
    return blocks;
  }

  /** Seconds since 1970, from 0 to 2^32 - 1. */
  public long mtime() {
    return mtime;
  }

  /** Whether it is a built-in file, which changes without a change of the tree. */
  public boolean isBuiltInFile() {
    return (mode & TYPE) == FILE && BuiltIn.of(node) != null;
  }
}
