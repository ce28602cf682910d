package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * LINK, {@code fuse_link_in}; the new name follows:
 *
 * <pre>
 *    0                 8
 *    +-----------------+
 *  0 | oldnodeid       |
 *    +-----------------+
 * </pre>
 */
public final class LinkIn {

  /** Bytes of the body. */
  public static final int SIZE = 8;

  private static final int OLDNODEID_OFFSET = 0;

  private LinkIn() {}

  /** The node that gets one more name. */
  public static long oldnodeid(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + OLDNODEID_OFFSET);
  }
}
