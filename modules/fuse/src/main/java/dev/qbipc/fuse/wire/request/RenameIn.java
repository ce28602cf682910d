package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * RENAME, {@code fuse_rename_in}; the old and the new name follow:
 *
 * <pre>
 *    0                 8
 *    +-----------------+
 *  0 | newdir          |
 *    +-----------------+
 * </pre>
 */
public final class RenameIn {

  /** Bytes of the body. */
  public static final int SIZE = 8;

  private static final int NEWDIR_OFFSET = 0;

  private RenameIn() {}

  /** The directory of the new name. */
  public static long newdir(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + NEWDIR_OFFSET);
  }
}
