package dev.qbipc.fuse.wire.reply;

import dev.qbipc.fuse.Attributes;
import dev.qbipc.fuse.wire.OutHeader;
import java.nio.ByteBuffer;

/**
 * The reply to GETATTR and SETATTR, {@code fuse_attr_out}:
 *
 * <pre>
 *    0        4        8        12       16
 *    +-----------------+--------+--------+
 *  0 | attr valid      | valid n| padding|   seconds, nanoseconds
 *    +-----------------+--------+--------+
 * 16 | attr: {@link Attr}, 88 bytes
 *    +------------------------------------
 * </pre>
 */
public final class AttrOut {

  /** Bytes of the body. */
  public static final int SIZE = 104;

  private static final int ATTR_VALID_OFFSET = 0;
  private static final int ATTR_VALID_NSEC_OFFSET = 8;
  private static final int DUMMY_OFFSET = 12;
  private static final int ATTR_OFFSET = 16;

  private static final long SECOND = 1_000_000_000;

  private AttrOut() {}

  /** Writes the body; the time is in nanoseconds. */
  public static void put(ByteBuffer out, Attributes attributes, long validNanos) {
    out.putLong(OutHeader.SIZE + ATTR_VALID_OFFSET, validNanos / SECOND)
        .putInt(OutHeader.SIZE + ATTR_VALID_NSEC_OFFSET, (int) (validNanos % SECOND))
        .putInt(OutHeader.SIZE + DUMMY_OFFSET, 0);
    Attr.put(out, OutHeader.SIZE + ATTR_OFFSET, attributes);
  }
}
