package dev.qbipc.corosync.cfg.impl.wire;

import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.Outgoing;

/**
 * LOCAL_GET, a header alone; its answer, 32 bytes (corosync, section 6):
 *
 * <pre>
 *  0  header
 * 24  this node's id, u32; 4 bytes of padding
 * </pre>
 */
public final class LocalGet {

  private static final int ID = 6;
  private static final int NODE_ID = 24;

  private LocalGet() {}

  /** Asks for this node's id. */
  public static Outgoing request() {
    return new Outgoing(ID, Outgoing.HEADER_SIZE);
  }

  /** This node's id. */
  public static int nodeId(Incoming answer) {
    return answer.u32(NODE_ID);
  }
}
