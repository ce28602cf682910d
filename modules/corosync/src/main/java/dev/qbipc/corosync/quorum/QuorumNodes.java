package dev.qbipc.corosync.quorum;

import dev.qbipc.corosync.RingId;
import java.util.List;

/**
 * The nodes of a ring, and what has changed. The {@link QuorumState} with the same ring says
 * whether they are enough. Node ids are unsigned.
 *
 * <p>Corosync before 3.1.0 does not tell this: it is concluded then from one state and the next.
 *
 * @param ring the ring
 * @param members its nodes
 * @param joined those that were not in the ring before; none when tracking begins
 * @param left those of the ring before that are not in this one
 */
public record QuorumNodes(
    RingId ring, List<Integer> members, List<Integer> joined, List<Integer> left) {

  /**
   * Copies the lists.
   *
   * @param ring the ring
   * @param members its nodes
   * @param joined those that were not in the ring before; none when tracking begins
   * @param left those of the ring before that are not in this one
   */
  public QuorumNodes {
    members = List.copyOf(members);
    joined = List.copyOf(joined);
    left = List.copyOf(left);
  }
}
