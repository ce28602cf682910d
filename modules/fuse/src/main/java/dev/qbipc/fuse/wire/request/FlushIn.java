package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * FLUSH, {@code fuse_flush_in}:
 *
 * <pre>
 *    0                 8        12       16                24
 *    +-----------------+--------+--------+-----------------+
 *  0 | fh              | not    | padding| lock owner      |
 *    |                 | used   |        |                 |
 *    +-----------------+--------+--------+-----------------+
 * </pre>
 */
public final class FlushIn {

  /** Bytes of the body. */
  public static final int SIZE = 24;

  private static final int FH_OFFSET = 0;

  private FlushIn() {}

  /** The handle. */
  public static long fh(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + FH_OFFSET);
  }
}
