package dev.qbipc.fuse.wire.reply;

import dev.qbipc.fuse.Name;
import java.nio.ByteBuffer;

/**
 * An entry in the reply to READDIR, {@code fuse_dirent}; none in the reply ends the listing:
 *
 * <pre>
 *    0        4        8        12       16       20       24
 *    +-----------------+-----------------+--------+--------+----
 *  0 | ino             | off             | namelen| type   | name, filled up to 8
 *    +-----------------+-----------------+--------+--------+----
 * </pre>
 *
 * <p>{@code off} is where the next one is to be had.
 */
public final class Dirent {

  private static final int INO_OFFSET = 0;
  private static final int OFF_OFFSET = 8;
  private static final int NAMELEN_OFFSET = 16;
  private static final int TYPE_OFFSET = 20;
  private static final int NAME_OFFSET = 24;

  private static final int ALIGNMENT = 8;

  private Dirent() {}

  /** The bytes of an entry whose name has so many. */
  public static int size(int nameLength) {
    return (NAME_OFFSET + nameLength + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Writes an entry at a place of a reply. */
  public static void put(ByteBuffer out, int at, long ino, long off, int type, Name name) {
    int length = name.length();
    out.putLong(at + INO_OFFSET, ino)
        .putLong(at + OFF_OFFSET, off)
        .putInt(at + NAMELEN_OFFSET, length)
        .putInt(at + TYPE_OFFSET, type);
    name.copyInto(out, at + NAME_OFFSET);
    for (int end = NAME_OFFSET + length; end < size(length); end++) {
      out.put(at + end, (byte) 0);
    }
  }
}
