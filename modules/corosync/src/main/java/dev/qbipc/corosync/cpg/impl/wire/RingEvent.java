package dev.qbipc.corosync.cpg.impl.wire;

import dev.qbipc.corosync.RingId;
import dev.qbipc.corosync.impl.transport.Incoming;
import java.util.ArrayList;
import java.util.List;

/**
 * TOTEM_CONFCHG, a new ring (corosync, section 2.2):
 *
 * <pre>
 *  0  header
 * 24  the ring's representative, u32; 4 bytes of padding
 * 32  the ring's sequence, u64
 * 40  n, nodes, u32
 * 44  n node ids, u32 each
 *  +  4 bytes of garbage
 * </pre>
 */
public record RingEvent(RingId ring, List<Integer> nodeIds) {

  /** The event's id. */
  public static final int ID = 13;

  private static final int REPRESENTATIVE = 24;
  private static final int SEQUENCE = 32;
  private static final int COUNT = 40;
  private static final int NODE_IDS = 44;

  /** Reads the event. */
  public static RingEvent read(Incoming event) {
    int count = event.count(COUNT, NODE_IDS, Integer.BYTES);
    List<Integer> nodeIds = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      nodeIds.add(event.u32(NODE_IDS + i * Integer.BYTES));
    }
    return new RingEvent(new RingId(event.u32(REPRESENTATIVE), event.u64(SEQUENCE)), nodeIds);
  }
}
