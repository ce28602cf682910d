package dev.qbipc.fuse.wire.notification;

import dev.qbipc.fuse.wire.OutHeader;
import java.nio.ByteBuffer;

/**
 * {@code fuse_notify_inval_inode_out}:
 *
 * <pre>
 *    0                 8                 16                24
 *    +-----------------+-----------------+-----------------+
 *  0 | ino             | off             | len             |
 *    +-----------------+-----------------+-----------------+
 * </pre>
 *
 * <p>A negative {@code off} is for attributes alone, a length of 0 for all behind {@code off}.
 */
public final class InvalInode {

  /** Bytes of the body. */
  public static final int SIZE = 24;

  private static final int INO_OFFSET = 0;
  private static final int OFF_OFFSET = 8;
  private static final int LEN_OFFSET = 16;

  private InvalInode() {}

  /** Writes the body. */
  public static void put(ByteBuffer out, long node, long off, long len) {
    out.putLong(OutHeader.SIZE + INO_OFFSET, node)
        .putLong(OutHeader.SIZE + OFF_OFFSET, off)
        .putLong(OutHeader.SIZE + LEN_OFFSET, len);
  }
}
