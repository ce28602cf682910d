package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * WRITE, {@code fuse_write_in}; the bytes follow:
 *
 * <pre>
 *    0        4        8        12       16       20       24
 *    +-----------------+-----------------+--------+--------+
 *  0 | fh              | offset          | size   | write  |
 *    |                 |                 |        | flags  |
 *    +-----------------+--------+--------+--------+--------+
 * 24 | lock owner      | flags  | padding|
 *    +-----------------+--------+--------+
 * </pre>
 */
public final class WriteIn {

  /** Bytes of the body. */
  public static final int SIZE = 40;

  private static final int FH_OFFSET = 0;
  private static final int OFFSET_OFFSET = 8;
  private static final int SIZE_OFFSET = 16;
  private static final int WRITE_FLAGS_OFFSET = 20;
  private static final int FLAGS_OFFSET = 32;

  private static final int WRITE_CACHE = 1;

  private WriteIn() {}

  /** The handle. */
  public static long fh(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + FH_OFFSET);
  }

  /** Where the bytes go. */
  public static long offset(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + OFFSET_OFFSET);
  }

  /** Those of open(2) that the file is open with. */
  public static int flags(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + FLAGS_OFFSET);
  }

  /** Whether the kernel writes back what was changed in its memory, of whichever handle. */
  public static boolean isOfPages(ByteBuffer in) {
    return (in.getInt(InHeader.SIZE + WRITE_FLAGS_OFFSET) & WRITE_CACHE) != 0;
  }

  /** How many there are. */
  public static int size(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + SIZE_OFFSET);
  }
}
