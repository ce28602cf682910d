package dev.qbipc.fuse.wire.reply;

import dev.qbipc.fuse.wire.OutHeader;
import java.nio.ByteBuffer;

/**
 * The reply to STATFS, {@code fuse_kstatfs}:
 *
 * <pre>
 *    0        4        8        12       16       20       24
 *    +-----------------+-----------------+-----------------+
 *  0 | blocks          | bfree           | bavail          |
 *    +-----------------+-----------------+--------+--------+
 * 24 | files           | ffree           | bsize  | namelen|
 *    +--------+--------+-----------------+--------+--------+
 * 48 | frsize | padding| 6 x u32, not used
 *    +--------+--------+---------------------
 * </pre>
 */
public final class Kstatfs {

  /** Bytes of the body. */
  public static final int SIZE = 80;

  private static final int BLOCKS_OFFSET = 0;
  private static final int BFREE_OFFSET = 8;
  private static final int BAVAIL_OFFSET = 16;
  private static final int FILES_OFFSET = 24;
  private static final int FFREE_OFFSET = 32;
  private static final int BSIZE_OFFSET = 40;
  private static final int NAMELEN_OFFSET = 44;
  private static final int FRSIZE_OFFSET = 48;
  private static final int PADDING_OFFSET = 52;

  private Kstatfs() {}

  /** Writes the body; what is free is free for everybody. */
  public static void put(
      ByteBuffer out,
      int blockSize,
      long blocks,
      long freeBlocks,
      long files,
      long freeFiles,
      int nameLength) {
    out.putLong(OutHeader.SIZE + BLOCKS_OFFSET, blocks)
        .putLong(OutHeader.SIZE + BFREE_OFFSET, freeBlocks)
        .putLong(OutHeader.SIZE + BAVAIL_OFFSET, freeBlocks)
        .putLong(OutHeader.SIZE + FILES_OFFSET, files)
        .putLong(OutHeader.SIZE + FFREE_OFFSET, freeFiles)
        .putInt(OutHeader.SIZE + BSIZE_OFFSET, blockSize)
        .putInt(OutHeader.SIZE + NAMELEN_OFFSET, nameLength)
        .putInt(OutHeader.SIZE + FRSIZE_OFFSET, blockSize);
    for (int at = PADDING_OFFSET; at < SIZE; at += Integer.BYTES) {
      out.putInt(OutHeader.SIZE + at, 0);
    }
  }
}
