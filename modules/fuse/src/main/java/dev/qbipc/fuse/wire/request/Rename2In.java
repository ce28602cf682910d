package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * RENAME2, {@code fuse_rename2_in}; the old and the new name follow:
 *
 * <pre>
 *    0                 8        12       16
 *    +-----------------+--------+--------+
 *  0 | newdir          | flags  | padding|
 *    +-----------------+--------+--------+
 * </pre>
 */
public final class Rename2In {

  /** Bytes of the body. */
  public static final int SIZE = 16;

  private static final int NEWDIR_OFFSET = 0;
  private static final int FLAGS_OFFSET = 8;

  private Rename2In() {}

  /** The directory of the new name. */
  public static long newdir(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + NEWDIR_OFFSET);
  }

  /** Those of renameat2(2). */
  public static int flags(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + FLAGS_OFFSET);
  }
}
