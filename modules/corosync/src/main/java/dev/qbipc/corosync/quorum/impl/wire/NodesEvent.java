package dev.qbipc.corosync.quorum.impl.wire;

import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.RingIdField;
import dev.qbipc.corosync.quorum.QuorumNodes;

/**
 * The nodes of a ring, in model 1 (corosync, section 3):
 *
 * <pre>
 *  0  header
 * 24  {@linkplain RingIdField ring id}
 * 40  m, members, u32; 4 bytes of padding
 * 48  j, joined, u32; 4 bytes of padding
 * 56  l, left, u32
 * 60  m node ids, u32 each: the members
 *  +  j node ids: who has joined
 *  +  l node ids: who has left
 *  +  4 bytes of garbage
 * </pre>
 */
public final class NodesEvent {

  /** The event's id. */
  public static final int ID = 7;

  private static final int RING = 24;
  private static final int MEMBERS = 40;
  private static final int JOINED = 48;
  private static final int LEFT = 56;
  private static final int LISTS = 60;

  private NodesEvent() {}

  /** Reads the event. */
  public static QuorumNodes read(Incoming event) {
    int members = event.count(MEMBERS, LISTS, Integer.BYTES);
    int joinedFrom = LISTS + members * Integer.BYTES;
    int joined = event.count(JOINED, joinedFrom, Integer.BYTES);
    int leftFrom = joinedFrom + joined * Integer.BYTES;
    int left = event.count(LEFT, leftFrom, Integer.BYTES);
    return new QuorumNodes(
        RingIdField.read(event, RING),
        event.u32s(LISTS, members),
        event.u32s(joinedFrom, joined),
        event.u32s(leftFrom, left));
  }
}
