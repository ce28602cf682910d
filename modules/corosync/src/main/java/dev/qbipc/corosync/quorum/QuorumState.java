package dev.qbipc.corosync.quorum;

import dev.qbipc.corosync.RingId;
import java.util.List;

/**
 * Whether this node has the quorum, and in which ring.
 *
 * @param quorate whether it has
 * @param ring the ring. Of corosync before 3.1.0, which tells the sequence alone, the node of it is
 *     the lowest of the nodes
 * @param nodeIds the ring's nodes, quorate or not; unsigned
 */
public record QuorumState(boolean quorate, RingId ring, List<Integer> nodeIds) {

  /**
   * Copies the lists.
   *
   * @param quorate whether it has
   * @param ring the ring. Of corosync before 3.1.0, which tells the sequence alone, the node of it
   *     is the lowest of the nodes
   * @param nodeIds the ring's nodes, quorate or not; unsigned
   */
  public QuorumState {
    nodeIds = List.copyOf(nodeIds);
  }
}
