package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * CREATE, {@code fuse_create_in}; the name follows:
 *
 * <pre>
 *    0        4        8        12       16
 *    +--------+--------+--------+--------+
 *  0 | flags  | mode   | umask  | open   |
 *    |        |        |        | flags  |
 *    +--------+--------+--------+--------+
 * </pre>
 */
public final class CreateIn {

  /** Bytes of the body. */
  public static final int SIZE = 16;

  private static final int FLAGS_OFFSET = 0;
  private static final int MODE_OFFSET = 4;

  private CreateIn() {}

  /** Those of open(2). */
  public static int flags(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + FLAGS_OFFSET);
  }

  /** Type and permissions, without what the caller's umask takes. */
  public static int mode(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + MODE_OFFSET);
  }
}
