package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * FORGET, {@code fuse_forget_in}; has no reply:
 *
 * <pre>
 *    0                 8
 *    +-----------------+
 *  0 | nlookup         |
 *    +-----------------+
 * </pre>
 */
public final class ForgetIn {

  /** Bytes of the body. */
  public static final int SIZE = 8;

  private static final int NLOOKUP_OFFSET = 0;

  private ForgetIn() {}

  /** How many of the replies that named the node are forgotten. */
  public static long nlookup(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + NLOOKUP_OFFSET);
  }
}
