package dev.pmxcfs.state.tree;

import dev.qbipc.linux.Errno;

/**
 * How large a configuration may be: as large as the C server says that its file system is (its
 * memdb.h). It says so to {@code df} alone, and takes more; this one does not, since all of it is
 * held in memory.
 */
public final class TreeLimits {

  /** What all files may hold together. */
  public static final long MAX_BYTES = 128L * 1024 * 1024;

  /** How many files and directories there may be. */
  public static final int MAX_ENTRIES = 256 * 1024;

  /**
   * How many bytes a new name may have: as many as the kernel lets through to the C server, which
   * takes all of them (mount, section 7).
   */
  public static final int MAX_NAME = 1024;

  private TreeLimits() {}

  /**
   * Checks a tree after something was put at a path.
   *
   * @param isNew whether nothing was there
   * @throws TreeException ENAMETOOLONG for a new name that no mount of the C server could have,
   *     ENOSPC if there is more than there may be
   */
  public static void check(ConfigPath path, boolean isNew, ConfigTree tree) throws TreeException {
    if (isNew && path.name().length() > MAX_NAME) {
      throw new TreeException(
          Errno.ENAMETOOLONG, path, "has a name of more than " + MAX_NAME + " bytes");
    }
    Directory root = tree.root();
    if (root.bytes() > MAX_BYTES) {
      throw new TreeException(
          Errno.ENOSPC, path, "all files would have more than " + MAX_BYTES + " bytes");
    }
    if (root.entries() > MAX_ENTRIES) {
      throw new TreeException(
          Errno.ENOSPC, path, "there would be more than " + MAX_ENTRIES + " files and directories");
    }
  }
}
