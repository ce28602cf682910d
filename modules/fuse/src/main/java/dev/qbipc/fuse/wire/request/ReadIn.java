package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * READ and READDIR, {@code fuse_read_in}:
 *
 * <pre>
 *    0        4        8        12       16       20       24
 *    +-----------------+-----------------+--------+--------+
 *  0 | fh              | offset          | size   | read  |
 *    |                 |                 |        | flags  |
 *    +-----------------+--------+--------+--------+--------+
 * 24 | lock owner      | flags  | padding|
 *    +-----------------+--------+--------+
 * </pre>
 */
public final class ReadIn {

  /** Bytes of the body. */
  public static final int SIZE = 40;

  private static final int FH_OFFSET = 0;
  private static final int OFFSET_OFFSET = 8;
  private static final int SIZE_OFFSET = 16;

  private ReadIn() {}

  /** The handle. */
  public static long fh(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + FH_OFFSET);
  }

  /** Where to begin: a position in the file, or what a listing has named as the next one's. */
  public static long offset(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + OFFSET_OFFSET);
  }

  /** How much at most, in bytes. */
  public static int size(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + SIZE_OFFSET);
  }
}
