package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import dev.qbipc.fuse.wire.InitFlags;
import java.nio.ByteBuffer;

/**
 * INIT, {@code fuse_init_in} (mount, section 15.2):
 *
 * <pre>
 *    0        4        8        12       16
 *    +--------+--------+--------+--------+
 *  0 | major  | minor  | max    | flags  |
 *    |        |        | readahead       |
 *    +--------+--------+--------+--------+
 * 16 | flags2 | 11 x u32, not used       |   since minor version 36
 *    +--------+--------------------------+
 * </pre>
 */
public final class InitIn {

  /** Bytes with all that a kernel of today sends. */
  public static final int SIZE = 64;

  private static final int MAJOR_OFFSET = 0;
  private static final int MINOR_OFFSET = 4;
  private static final int MAX_READAHEAD_OFFSET = 8;
  private static final int FLAGS_OFFSET = 12;
  private static final int FLAGS2_OFFSET = 16;

  /** Bytes that a kernel of any version sends. */
  public static final int LEAST_SIZE = FLAGS2_OFFSET;

  private InitIn() {}

  /** The protocol's version, 7. */
  public static int major(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + MAJOR_OFFSET);
  }

  /** The newest minor version that the kernel speaks. */
  public static int minor(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + MINOR_OFFSET);
  }

  /** How far the kernel reads ahead at most, in bytes. */
  public static int maxReadahead(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + MAX_READAHEAD_OFFSET);
  }

  /** What it can do, of {@link InitFlags}. */
  public static int flags(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + FLAGS_OFFSET);
  }

  /** The second ones, of a kernel that has them and sends the whole body. */
  public static int flags2(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + FLAGS2_OFFSET);
  }

  /** Writes the body, as a kernel does that offers all of the second flags. */
  public static void put(ByteBuffer in, int major, int minor, int maxReadahead, int flags) {
    in.putInt(InHeader.SIZE + MAJOR_OFFSET, major)
        .putInt(InHeader.SIZE + MINOR_OFFSET, minor)
        .putInt(InHeader.SIZE + MAX_READAHEAD_OFFSET, maxReadahead)
        .putInt(InHeader.SIZE + FLAGS_OFFSET, flags);
    for (int at = FLAGS2_OFFSET; at < SIZE; at += Integer.BYTES) {
      in.putInt(InHeader.SIZE + at, at == FLAGS2_OFFSET ? -1 : 0);
    }
  }
}
