package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * BATCH_FORGET, {@code fuse_batch_forget_in}; {@link ForgetOne}s follow, and it has no reply:
 *
 * <pre>
 *    0        4        8
 *    +--------+--------+
 *  0 | count  | padding|
 *    +--------+--------+
 * </pre>
 */
public final class BatchForgetIn {

  /** Bytes of the body. */
  public static final int SIZE = 8;

  private static final int COUNT_OFFSET = 0;

  private BatchForgetIn() {}

  /** How many follow. */
  public static int count(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + COUNT_OFFSET);
  }
}
