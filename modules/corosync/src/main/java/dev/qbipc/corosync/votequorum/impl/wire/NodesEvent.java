package dev.qbipc.corosync.votequorum.impl.wire;

import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.RingIdField;
import dev.qbipc.corosync.votequorum.VotequorumNodes;

/**
 * The nodes of a new ring (corosync, section 4):
 *
 * <pre>
 *  0  header
 * 24  context, u64
 * 32  {@linkplain RingIdField ring id}
 * 48  n, nodes, u32; 4 bytes of padding
 * 56  n node ids, u32 each
 * </pre>
 */
public final class NodesEvent {

  /** The event's id. */
  public static final int ID = 5;

  private static final int CONTEXT = 24;
  private static final int RING = 32;
  private static final int COUNT = 48;
  private static final int NODE_IDS = 56;

  private NodesEvent() {}

  /** Reads the event. */
  public static VotequorumNodes read(Incoming event) {
    return new VotequorumNodes(
        event.u64(CONTEXT),
        RingIdField.read(event, RING),
        event.u32s(NODE_IDS, event.count(COUNT, NODE_IDS, Integer.BYTES)));
  }
}
