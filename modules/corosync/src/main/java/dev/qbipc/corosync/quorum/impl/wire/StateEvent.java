package dev.qbipc.corosync.quorum.impl.wire;

import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.RingIdField;
import dev.qbipc.corosync.quorum.QuorumState;

/**
 * The quorum of a ring, in model 1 (corosync, section 3):
 *
 * <pre>
 *  0  header
 * 24  quorate, s32: 0 or 1; 4 bytes of padding
 * 32  {@linkplain RingIdField ring id}
 * 48  n, nodes, u32
 * 52  n node ids, u32 each
 *  +  4 bytes of garbage
 * </pre>
 */
public final class StateEvent {

  /** The event's id. */
  public static final int ID = 6;

  private static final int QUORATE = 24;
  private static final int RING = 32;
  private static final int COUNT = 48;
  private static final int NODE_IDS = 52;

  private StateEvent() {}

  /** Reads the event. */
  public static QuorumState read(Incoming event) {
    return new QuorumState(
        event.u32(QUORATE) != 0,
        RingIdField.read(event, RING),
        event.u32s(NODE_IDS, event.count(COUNT, NODE_IDS, Integer.BYTES)));
  }
}
