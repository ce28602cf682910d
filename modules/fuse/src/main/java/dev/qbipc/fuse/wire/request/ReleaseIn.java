package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * RELEASE and RELEASEDIR, {@code fuse_release_in}:
 *
 * <pre>
 *    0                 8        12       16                24
 *    +-----------------+--------+--------+-----------------+
 *  0 | fh              | flags  | release| lock owner      |
 *    |                 |        | flags  |                 |
 *    +-----------------+--------+--------+-----------------+
 * </pre>
 */
public final class ReleaseIn {

  /** Bytes of the body. */
  public static final int SIZE = 24;

  private static final int FH_OFFSET = 0;

  private ReleaseIn() {}

  /** The handle. */
  public static long fh(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + FH_OFFSET);
  }
}
