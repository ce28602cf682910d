package dev.qbipc.fuse.wire.reply;

import dev.qbipc.fuse.Attributes;
import java.nio.ByteBuffer;

/**
 * The attributes of a node, {@code fuse_attr}:
 *
 * <pre>
 *    0        4        8        12       16       20
 *    +-----------------+-----------------+-----------------+
 *  0 | ino             | size            | blocks          |
 *    +-----------------+-----------------+-----------------+
 * 24 | atime           | mtime           | ctime           |   seconds
 *    +--------+--------+--------+--------+--------+--------+
 * 48 | atimen | mtimen | ctimen | mode   | nlink  | uid    |   nanoseconds
 *    +--------+--------+--------+--------+--------+--------+
 * 72 | gid    | rdev   | blksize| flags  |
 *    +--------+--------+--------+--------+
 * </pre>
 */
public final class Attr {

  /** Bytes of the structure. */
  public static final int SIZE = 88;

  private static final int INO_OFFSET = 0;
  private static final int SIZE_OFFSET = 8;
  private static final int BLOCKS_OFFSET = 16;
  private static final int ATIME_OFFSET = 24;
  private static final int MTIME_OFFSET = 32;
  private static final int CTIME_OFFSET = 40;
  private static final int ATIMENSEC_OFFSET = 48;
  private static final int MTIMENSEC_OFFSET = 52;
  private static final int CTIMENSEC_OFFSET = 56;
  private static final int MODE_OFFSET = 60;
  private static final int NLINK_OFFSET = 64;
  private static final int UID_OFFSET = 68;
  private static final int GID_OFFSET = 72;
  private static final int RDEV_OFFSET = 76;
  private static final int BLKSIZE_OFFSET = 80;
  private static final int FLAGS_OFFSET = 84;

  private Attr() {}

  /** Writes attributes at a place of a reply. */
  public static void put(ByteBuffer out, int at, Attributes attributes) {
    out.putLong(at + INO_OFFSET, attributes.inode())
        .putLong(at + SIZE_OFFSET, attributes.size())
        .putLong(at + BLOCKS_OFFSET, attributes.blocks())
        .putLong(at + ATIME_OFFSET, attributes.accessedSeconds())
        .putLong(at + MTIME_OFFSET, attributes.modifiedSeconds())
        .putLong(at + CTIME_OFFSET, attributes.changedSeconds())
        .putInt(at + ATIMENSEC_OFFSET, attributes.accessedNanos())
        .putInt(at + MTIMENSEC_OFFSET, attributes.modifiedNanos())
        .putInt(at + CTIMENSEC_OFFSET, attributes.changedNanos())
        .putInt(at + MODE_OFFSET, attributes.mode())
        .putInt(at + NLINK_OFFSET, attributes.links())
        .putInt(at + UID_OFFSET, attributes.uid())
        .putInt(at + GID_OFFSET, attributes.gid())
        .putInt(at + RDEV_OFFSET, attributes.device())
        .putInt(at + BLKSIZE_OFFSET, attributes.blockSize())
        .putInt(at + FLAGS_OFFSET, 0);
  }
}
