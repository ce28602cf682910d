package dev.qbipc.fuse.wire;

/** Abilities that the kernel offers when it begins, and of which a server says what it wants. */
public final class InitFlags {

  /** Several reads of one file at the same time. */
  public static final int ASYNC_READ = 1;

  /** {@code O_TRUNC} comes with the request that opens. */
  public static final int ATOMIC_O_TRUNC = 1 << 3;

  /** Writes of more than a page. */
  public static final int BIG_WRITES = 1 << 5;

  /** Several lookups and listings of one directory at the same time. */
  public static final int PARALLEL_DIROPS = 1 << 18;

  /** Requests of more than 32 pages; the kernel has it since minor version 28. */
  public static final int MAX_PAGES = 1 << 22;

  /** There are more of these, the second ones. */
  public static final int INIT_EXT = 1 << 30;

  /** Of the second ones: files without a cache can be mapped shared; Linux 6.6 and later. */
  public static final int DIRECT_IO_ALLOW_MMAP = 1 << 4;

  private InitFlags() {}
}
