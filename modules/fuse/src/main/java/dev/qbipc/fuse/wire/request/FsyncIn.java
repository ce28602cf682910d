package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * FSYNC and FSYNCDIR, {@code fuse_fsync_in}:
 *
 * <pre>
 *    0                 8        12       16
 *    +-----------------+--------+--------+
 *  0 | fh              | fsync  | padding|
 *    |                 | flags  |        |
 *    +-----------------+--------+--------+
 * </pre>
 */
public final class FsyncIn {

  /** Bytes of the body. */
  public static final int SIZE = 16;

  private static final int FH_OFFSET = 0;
  private static final int FSYNC_FLAGS_OFFSET = 8;

  private static final int FSYNC_FDATASYNC = 1;

  private FsyncIn() {}

  /** The handle. */
  public static long fh(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + FH_OFFSET);
  }

  /** Whether the contents suffice, without times. */
  public static boolean isDataOnly(ByteBuffer in) {
    return (in.getInt(InHeader.SIZE + FSYNC_FLAGS_OFFSET) & FSYNC_FDATASYNC) != 0;
  }
}
