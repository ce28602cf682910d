package dev.pmxcfs.mount;

/**
 * What stat shows of a node. The owner is root, blocks are of 4,096 bytes, and all three times are
 * the same.
 *
 * @param node its id, which is also its inode number
 * @param mode type and permissions
 * @param links how many names it has; 0 once it has been removed while it is open
 * @param gid its group
 * @param size in bytes
 * @param blocks what C pmxcfs shows: whole 4,096 bytes, though stat counts 512
 * @param mtime seconds since 1970, from 0 to 2^32 - 1
 */
public record NodeAttributes(
    long node, int mode, int links, int gid, long size, long blocks, long mtime) {

  /** In the mode: the bits that tell the type. */
  public static final int TYPE = 0170000;

  /** In the mode: a directory. */
  public static final int DIRECTORY = 0040000;

  /** In the mode: a file. */
  public static final int FILE = 0100000;

  /** In the mode: a symbolic link. */
  public static final int LINK = 0120000;

  /** Whether it is a built-in file, which changes without a change of the tree. */
  public boolean isBuiltInFile() {
    return (mode & TYPE) == FILE && BuiltIn.of(node).isPresent();
  }
}
