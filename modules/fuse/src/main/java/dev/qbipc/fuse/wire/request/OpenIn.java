package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * OPEN and OPENDIR, {@code fuse_open_in}:
 *
 * <pre>
 *    0        4        8
 *    +--------+--------+
 *  0 | flags  | open   |
 *    |        | flags  |
 *    +--------+--------+
 * </pre>
 */
public final class OpenIn {

  /** Bytes of the body. */
  public static final int SIZE = 8;

  private static final int FLAGS_OFFSET = 0;

  private OpenIn() {}

  /** Those of open(2), without {@code O_CREAT} and {@code O_EXCL}. */
  public static int flags(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + FLAGS_OFFSET);
  }
}
