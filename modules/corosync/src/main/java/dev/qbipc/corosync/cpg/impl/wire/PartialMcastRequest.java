package dev.qbipc.corosync.cpg.impl.wire;

import dev.qbipc.corosync.impl.transport.Outgoing;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * PARTIAL_MCAST, 56 bytes and a fragment; the answer is a header (corosync, sections 2.1 and 2.3):
 *
 * <pre>
 *  0  header
 * 16  8 bytes that nobody reads: the header of this request is one of responses
 * 24  guarantee, u32: 2 agreed, which is what all get; 4 bytes of padding
 * 32  length of the whole message, u32; 4 bytes of padding
 * 40  length of the fragment, u32; 4 bytes of padding
 * 48  {@linkplain FragmentType type}, u32; 4 bytes of padding
 * 56  the fragment
 * </pre>
 */
public final class PartialMcastRequest {

  private static final int ID = 12;
  private static final int GUARANTEE = 24;
  private static final int TOTAL = 32;
  private static final int LENGTH = 40;
  private static final int TYPE = 48;
  private static final int SIZE = 56;

  private PartialMcastRequest() {}

  /**
   * Sends a fragment.
   *
   * @param total of the whole message, in bytes
   * @param length of the parts together, in bytes
   */
  public static Outgoing of(FragmentType type, int total, List<Buffer> parts, int length) {
    return new Outgoing(ID, SIZE)
        .u32(GUARANTEE, McastRequest.AGREED)
        .u32(TOTAL, total)
        .u32(LENGTH, length)
        .u32(TYPE, type.number())
        .append(parts);
  }
}
