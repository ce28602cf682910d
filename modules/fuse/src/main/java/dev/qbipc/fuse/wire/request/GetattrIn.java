package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * GETATTR, {@code fuse_getattr_in}:
 *
 * <pre>
 *    0        4        8        12       16
 *    +--------+--------+-----------------+
 *  0 | flags  | padding| fh              |
 *    +--------+--------+-----------------+
 * </pre>
 */
public final class GetattrIn {

  /** Bytes of the body. */
  public static final int SIZE = 16;

  private static final int GETATTR_FLAGS_OFFSET = 0;
  private static final int FH_OFFSET = 8;

  private static final int GETATTR_FH = 1;

  private GetattrIn() {}

  /** The handle that the caller has, if {@link #hasFh}. */
  public static long fh(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + FH_OFFSET);
  }

  /** Whether the caller has the node open. */
  public static boolean hasFh(ByteBuffer in) {
    return (in.getInt(InHeader.SIZE + GETATTR_FLAGS_OFFSET) & GETATTR_FH) != 0;
  }
}
