package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * An element of {@link BatchForgetIn}, {@code fuse_forget_one}:
 *
 * <pre>
 *    0                 8                 16
 *    +-----------------+-----------------+
 *  0 | nodeid          | nlookup         |
 *    +-----------------+-----------------+
 * </pre>
 */
public final class ForgetOne {

  /** Bytes of an element. */
  public static final int SIZE = 16;

  private static final int NODEID_OFFSET = 0;
  private static final int NLOOKUP_OFFSET = 8;

  private ForgetOne() {}

  /** Where an element of a request begins. */
  public static int at(int index) {
    return InHeader.SIZE + BatchForgetIn.SIZE + index * SIZE;
  }

  /** The node. */
  public static long nodeid(ByteBuffer in, int at) {
    return in.getLong(at + NODEID_OFFSET);
  }

  /** How many of the replies that named it are forgotten. */
  public static long nlookup(ByteBuffer in, int at) {
    return in.getLong(at + NLOOKUP_OFFSET);
  }
}
