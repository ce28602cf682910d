package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * MKNOD, {@code fuse_mknod_in}; the name follows:
 *
 * <pre>
 *    0        4        8        12       16
 *    +--------+--------+--------+--------+
 *  0 | mode   | rdev   | umask  | padding|
 *    +--------+--------+--------+--------+
 * </pre>
 */
public final class MknodIn {

  /** Bytes of the body. */
  public static final int SIZE = 16;

  private static final int MODE_OFFSET = 0;
  private static final int RDEV_OFFSET = 4;

  private MknodIn() {}

  /** Type and permissions, without what the caller's umask takes. */
  public static int mode(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + MODE_OFFSET);
  }

  /** The number of a device. */
  public static int rdev(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + RDEV_OFFSET);
  }
}
