package dev.qbipc.corosync.cpg.impl.wire;

import dev.qbipc.corosync.RingId;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.RingIdField;
import java.util.List;

/**
 * TOTEM_CONFCHG, a new ring (corosync, section 2.2):
 *
 * <pre>
 *  0  header
 * 24  {@linkplain RingIdField ring id}
 * 40  n, nodes, u32
 * 44  n node ids, u32 each
 *  +  4 bytes of garbage
 * </pre>
 */
public record RingEvent(RingId ring, List<Integer> nodeIds) {

  /** The event's id. */
  public static final int ID = 13;

  private static final int RING = 24;
  private static final int COUNT = 40;
  private static final int NODE_IDS = 44;

  /** Reads the event. */
  public static RingEvent read(Incoming event) {
    return new RingEvent(
        RingIdField.read(event, RING),
        event.u32s(NODE_IDS, event.count(COUNT, NODE_IDS, Integer.BYTES)));
  }
}
