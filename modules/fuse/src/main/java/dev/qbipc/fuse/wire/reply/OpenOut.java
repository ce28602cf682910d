package dev.qbipc.fuse.wire.reply;

import java.nio.ByteBuffer;

/**
 * The reply to OPEN and OPENDIR, {@code fuse_open_out}; in that to CREATE it lies behind {@link
 * EntryOut}:
 *
 * <pre>
 *    0                 8        12       16
 *    +-----------------+--------+--------+
 *  0 | fh              | open   | padding|
 *    |                 | flags  |        |
 *    +-----------------+--------+--------+
 * </pre>
 */
public final class OpenOut {

  /** Bytes of the body. */
  public static final int SIZE = 16;

  private static final int FH_OFFSET = 0;
  private static final int OPEN_FLAGS_OFFSET = 8;
  private static final int PADDING_OFFSET = 12;

  private OpenOut() {}

  /** Writes the structure at a place of a reply. */
  public static void put(ByteBuffer out, int at, long fh, int openFlags) {
    out.putLong(at + FH_OFFSET, fh)
        .putInt(at + OPEN_FLAGS_OFFSET, openFlags)
        .putInt(at + PADDING_OFFSET, 0);
  }
}
