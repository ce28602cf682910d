package dev.qbipc.fuse.wire.notification;

import dev.qbipc.fuse.wire.OutHeader;
import java.nio.ByteBuffer;

/**
 * {@code fuse_notify_delete_out}; the name and a NUL follow, which {@code namelen} does not count:
 *
 * <pre>
 *    0                 8                 16       20       24
 *    +-----------------+-----------------+--------+--------+
 *  0 | parent          | child           | namelen| padding|
 *    +-----------------+-----------------+--------+--------+
 * </pre>
 */
public final class DeleteEntry {

  /** Bytes of the body without the name. */
  public static final int SIZE = 24;

  private static final int PARENT_OFFSET = 0;
  private static final int CHILD_OFFSET = 8;
  private static final int NAMELEN_OFFSET = 16;
  private static final int PADDING_OFFSET = 20;

  private DeleteEntry() {}

  /** Writes the body, and returns its length. */
  public static int put(ByteBuffer out, long parent, long child, byte[] name) {
    int at = OutHeader.SIZE;
    out.putLong(at + PARENT_OFFSET, parent)
        .putLong(at + CHILD_OFFSET, child)
        .putInt(at + NAMELEN_OFFSET, name.length)
        .putInt(at + PADDING_OFFSET, 0)
        .put(at + SIZE, name)
        .put(at + SIZE + name.length, (byte) 0);
    return SIZE + name.length + 1;
  }

  /** The directory. */
  public static long parent(ByteBuffer out) {
    return out.getLong(OutHeader.SIZE + PARENT_OFFSET);
  }

  /** The name. */
  public static byte[] name(ByteBuffer out) {
    byte[] name = new byte[out.getInt(OutHeader.SIZE + NAMELEN_OFFSET)];
    out.get(OutHeader.SIZE + SIZE, name);
    return name;
  }
}
