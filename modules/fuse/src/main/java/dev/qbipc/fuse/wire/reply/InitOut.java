package dev.qbipc.fuse.wire.reply;

import dev.qbipc.fuse.wire.InitFlags;
import dev.qbipc.fuse.wire.OutHeader;
import java.nio.ByteBuffer;

/**
 * The reply to INIT, {@code fuse_init_out}; since minor version 23 it has this length (mount,
 * section 15.2):
 *
 * <pre>
 *    0        4        8            12           16
 *    +--------+--------+------------+------------+
 *  0 | major  | minor  | max        | flags      |
 *    |        |        | readahead  |            |
 *    +--------+--------+------------+------------+
 * 16 | max background, | max        | time       |   background, threshold: 16 bits each
 *    | congestion      | write      | gran       |
 *    +--------+--------+------------+------------+
 * 28 | max pages,      | flags2     | not used   |   pages, alignment: 16 bits each
 *    | map alignment   |            | 7 x u32    |
 *    +-----------------+------------+------------+
 * </pre>
 */
public final class InitOut {

  /** Bytes of the body. */
  public static final int SIZE = 64;

  private static final int MAJOR_OFFSET = 0;
  private static final int MINOR_OFFSET = 4;
  private static final int MAX_READAHEAD_OFFSET = 8;
  private static final int FLAGS_OFFSET = 12;
  private static final int MAX_BACKGROUND_OFFSET = 16;
  private static final int MAX_WRITE_OFFSET = 20;
  private static final int TIME_GRAN_OFFSET = 24;
  private static final int MAX_PAGES_OFFSET = 28;
  private static final int FLAGS2_OFFSET = 32;

  private InitOut() {}

  /** Writes a body with versions, and zeros otherwise. */
  public static void put(ByteBuffer out, int major, int minor) {
    for (int at = 0; at < SIZE; at += Long.BYTES) {
      out.putLong(OutHeader.SIZE + at, 0);
    }
    out.putInt(OutHeader.SIZE + MAJOR_OFFSET, major).putInt(OutHeader.SIZE + MINOR_OFFSET, minor);
  }

  /**
   * Adds what is wanted of the kernel; what is not set here is its own choice.
   *
   * @param flags of {@link InitFlags}, of those that it has offered
   * @param maxReadahead how far it may read ahead, in bytes
   * @param maxWrite how much a request may write, in bytes
   * @param maxPages how many pages of 4 KiB a request may have
   * @param timeGran nanoseconds between two times that can be told apart
   */
  public static void put(
      ByteBuffer out, int flags, int maxReadahead, int maxWrite, int maxPages, int timeGran) {
    out.putInt(OutHeader.SIZE + FLAGS_OFFSET, flags)
        .putInt(OutHeader.SIZE + MAX_READAHEAD_OFFSET, maxReadahead)
        .putInt(OutHeader.SIZE + MAX_BACKGROUND_OFFSET, 0)
        .putInt(OutHeader.SIZE + MAX_WRITE_OFFSET, maxWrite)
        .putInt(OutHeader.SIZE + TIME_GRAN_OFFSET, timeGran)
        .putShort(OutHeader.SIZE + MAX_PAGES_OFFSET, (short) maxPages);
  }

  /** Adds what is wanted of the second flags. */
  public static void putFlags2(ByteBuffer out, int flags2) {
    out.putInt(OutHeader.SIZE + FLAGS2_OFFSET, flags2);
  }

  /** The version that the server speaks. */
  public static int major(ByteBuffer out) {
    return out.getInt(OutHeader.SIZE + MAJOR_OFFSET);
  }

  /** The minor version that both speak. */
  public static int minor(ByteBuffer out) {
    return out.getInt(OutHeader.SIZE + MINOR_OFFSET);
  }

  /** What is wanted of {@link InitFlags}. */
  public static int flags(ByteBuffer out) {
    return out.getInt(OutHeader.SIZE + FLAGS_OFFSET);
  }

  /** What is wanted of the second ones. */
  public static int flags2(ByteBuffer out) {
    return out.getInt(OutHeader.SIZE + FLAGS2_OFFSET);
  }

  /** How much a request may write, in bytes. */
  public static int maxWrite(ByteBuffer out) {
    return out.getInt(OutHeader.SIZE + MAX_WRITE_OFFSET);
  }

  /** How many pages a request may have. */
  public static int maxPages(ByteBuffer out) {
    return Short.toUnsignedInt(out.getShort(OutHeader.SIZE + MAX_PAGES_OFFSET));
  }
}
