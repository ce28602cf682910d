package dev.qbipc.fuse.wire.notification;

import dev.qbipc.fuse.wire.OutHeader;
import java.nio.ByteBuffer;

/**
 * {@code fuse_notify_inval_entry_out}; the name and a NUL follow, which {@code namelen} does not
 * count:
 *
 * <pre>
 *    0                 8        12       16
 *    +-----------------+--------+--------+
 *  0 | parent          | namelen| flags  |
 *    +-----------------+--------+--------+
 * </pre>
 */
public final class InvalEntry {

  /** Bytes of the body without the name. */
  public static final int SIZE = 16;

  private static final int PARENT_OFFSET = 0;
  private static final int NAMELEN_OFFSET = 8;
  private static final int FLAGS_OFFSET = 12;

  private InvalEntry() {}

  /** Writes the body, and returns its length. */
  public static int put(ByteBuffer out, long parent, byte[] name) {
    int at = OutHeader.SIZE;
    out.putLong(at + PARENT_OFFSET, parent)
        .putInt(at + NAMELEN_OFFSET, name.length)
        .putInt(at + FLAGS_OFFSET, 0)
        .put(at + SIZE, name)
        .put(at + SIZE + name.length, (byte) 0);
    return SIZE + name.length + 1;
  }
}
