package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * MKDIR, {@code fuse_mkdir_in}; the name follows:
 *
 * <pre>
 *    0        4        8
 *    +--------+--------+
 *  0 | mode   | umask  |
 *    +--------+--------+
 * </pre>
 */
public final class MkdirIn {

  /** Bytes of the body. */
  public static final int SIZE = 8;

  private static final int MODE_OFFSET = 0;

  private MkdirIn() {}

  /** Permissions, without what the caller's umask takes. */
  public static int mode(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + MODE_OFFSET);
  }
}
