package dev.qbipc.corosync.cfg.impl.wire;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.impl.transport.Outgoing;
import java.nio.charset.StandardCharsets;

/**
 * KILLNODE, 288 bytes; the answer is a header (corosync, section 6):
 *
 * <pre>
 *  0  header
 * 16  node id, u32; 4 bytes of padding
 * 24  length of the reason with its zero byte, u16
 * 26  the reason, char[256]; 6 bytes of padding
 * </pre>
 */
public final class KillNodeRequest {

  private static final int ID = 2;
  private static final int NODE_ID = 16;
  private static final int LENGTH = 24;
  private static final int REASON = 26;
  private static final int SIZE = 288;

  private static final int MAX_LENGTH = 255;

  private KillNodeRequest() {}

  /**
   * Ends corosync on a node.
   *
   * @throws CorosyncException for a reason that does not fit, or has a zero byte
   */
  public static Outgoing of(int nodeId, String reason) {
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_LENGTH || reason.indexOf('\0') >= 0) {
      throw new CorosyncException(
          CorosyncError.INVALID_PARAM,
          "a reason to end a node has at most " + MAX_LENGTH + " bytes, and none of them is zero");
    }
    return new Outgoing(ID, SIZE)
        .u32(NODE_ID, nodeId)
        .u16(LENGTH, bytes.length + 1)
        .bytes(REASON, bytes);
  }
}
