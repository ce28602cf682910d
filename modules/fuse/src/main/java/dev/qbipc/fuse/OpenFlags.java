package dev.qbipc.fuse;

/** How the kernel is to treat an open file. Where it does not know one, it does without. */
public final class OpenFlags {

  /** Nothing special: contents are cached while the file is open. */
  public static final int NONE = 0;

  /**
   * Contents are never cached: each read and write is a call. But for what is mapped and shared,
   * which the kernel keeps, and lets others read and write through; before Linux 6.6 it refuses
   * such mappings.
   */
  public static final int DIRECT_IO = 1;

  /** What is cached of the contents is still right. */
  public static final int KEEP_CACHE = 1 << 1;

  /** There is no position in it to be set. */
  public static final int NONSEEKABLE = 1 << 2;

  /** Closing is not {@linkplain FileSystem#flush told}, unless something was written by mapping. */
  public static final int NOFLUSH = 1 << 5;

  /** With {@link #DIRECT_IO}: several may write at the same time. */
  public static final int PARALLEL_DIRECT_WRITES = 1 << 6;

  private OpenFlags() {}
}
