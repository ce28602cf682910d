package dev.qbipc.fuse.wire.reply;

import dev.qbipc.fuse.wire.OutHeader;
import java.nio.ByteBuffer;

/**
 * The reply to WRITE, {@code fuse_write_out}:
 *
 * <pre>
 *    0        4        8
 *    +--------+--------+
 *  0 | size   | padding|
 *    +--------+--------+
 * </pre>
 */
public final class WriteOut {

  /** Bytes of the body. */
  public static final int SIZE = 8;

  private static final int SIZE_OFFSET = 0;
  private static final int PADDING_OFFSET = 4;

  private WriteOut() {}

  /** Writes the body: how many bytes were taken. */
  public static void put(ByteBuffer out, int size) {
    out.putInt(OutHeader.SIZE + SIZE_OFFSET, size).putInt(OutHeader.SIZE + PADDING_OFFSET, 0);
  }
}
