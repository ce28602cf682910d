package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * INTERRUPT, {@code fuse_interrupt_in}; has no reply, unless it came too early:
 *
 * <pre>
 *    0                 8
 *    +-----------------+
 *  0 | unique          |
 *    +-----------------+
 * </pre>
 */
public final class InterruptIn {

  /** Bytes of the body. */
  public static final int SIZE = 8;

  private static final int UNIQUE_OFFSET = 0;

  private InterruptIn() {}

  /** The number of the request that is waited for. */
  public static long unique(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + UNIQUE_OFFSET);
  }
}
