package dev.pmxcfs.state.tree;

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

  /** How many bytes a new name may have ({@code NAME_MAX} on Linux). */
  public static final int MAX_NAME = 255;

  private TreeLimits() {}
}
