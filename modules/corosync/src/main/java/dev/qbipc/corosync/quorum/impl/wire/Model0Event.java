package dev.qbipc.corosync.quorum.impl.wire;

import dev.qbipc.corosync.RingId;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.quorum.QuorumState;
import java.util.List;

/**
 * The quorum of a ring, in model 0, which is all that corosync before 3.1.0 tells (corosync,
 * section 3):
 *
 * <pre>
 *  0  header
 * 24  quorate, s32: 0 or 1; 4 bytes of padding
 * 32  the ring's sequence, u64
 * 40  n, nodes, u32
 * 44  n node ids, u32 each
 *  +  4 bytes of garbage
 * </pre>
 */
public final class Model0Event {

  /** The event's id. */
  public static final int ID = 3;

  private static final int QUORATE = 24;
  private static final int SEQUENCE = 32;
  private static final int COUNT = 40;
  private static final int NODE_IDS = 44;

  private Model0Event() {}

  /** Reads the event. A ring's representative is the lowest of its nodes. */
  public static QuorumState read(Incoming event) {
    List<Integer> nodeIds = event.u32s(NODE_IDS, event.count(COUNT, NODE_IDS, Integer.BYTES));
    int representative = nodeIds.stream().min(Integer::compareUnsigned).orElse(0);
    return new QuorumState(
        event.u32(QUORATE) != 0, new RingId(representative, event.u64(SEQUENCE)), nodeIds);
  }
}
