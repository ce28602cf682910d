package dev.qbipc.corosync.cpg.impl.wire;

import dev.qbipc.corosync.impl.transport.Outgoing;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * MCAST, 40 bytes and the message; there is no answer (corosync, section 2.1):
 *
 * <pre>
 *  0  header
 * 16  8 bytes that nobody reads: the header of this request is one of responses
 * 24  guarantee, u32: 2 agreed, which is what all get; 4 bytes of padding
 * 32  length of the message, u32; 4 bytes of padding
 * 40  the message
 * </pre>
 */
public final class McastRequest {

  private static final int ID = 2;
  private static final int GUARANTEE = 24;
  private static final int LENGTH = 32;
  private static final int SIZE = 40;

  static final int AGREED = 2;

  private McastRequest() {}

  /**
   * Sends a message in one piece.
   *
   * @param length of the parts together, in bytes
   */
  public static Outgoing of(List<Buffer> parts, int length) {
    return new Outgoing(ID, SIZE).u32(GUARANTEE, AGREED).u32(LENGTH, length).append(parts);
  }
}
