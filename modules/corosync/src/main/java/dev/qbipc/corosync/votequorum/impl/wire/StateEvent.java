package dev.qbipc.corosync.votequorum.impl.wire;

import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.votequorum.VotequorumNode;
import dev.qbipc.corosync.votequorum.VotequorumNodeState;
import dev.qbipc.corosync.votequorum.VotequorumState;
import java.util.ArrayList;
import java.util.List;

/**
 * The quorum, and all nodes (corosync, section 4):
 *
 * <pre>
 *  0  header
 * 24  quorate, u32: 0 or 1; 4 bytes of padding
 * 32  context, u64
 * 40  n, nodes, u32; 4 bytes of padding
 * 48  n nodes, 8 bytes each: node id, u32, and {@linkplain VotequorumNodeState state}, u32
 * </pre>
 */
public final class StateEvent {

  /** The event's id. */
  public static final int ID = 3;

  private static final int QUORATE = 24;
  private static final int CONTEXT = 32;
  private static final int COUNT = 40;
  private static final int NODES = 48;

  private static final int NODE_STATE = 4;
  private static final int NODE_SIZE = 8;

  private StateEvent() {}

  /** Reads the event. */
  public static VotequorumState read(Incoming event) {
    int count = event.count(COUNT, NODES, NODE_SIZE);
    List<VotequorumNode> nodes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = NODES + i * NODE_SIZE;
      nodes.add(
          new VotequorumNode(event.u32(at), VotequorumNodeState.of(event.u32(at + NODE_STATE))));
    }
    return new VotequorumState(event.u64(CONTEXT), event.u32(QUORATE) != 0, nodes);
  }
}
