package dev.qbipc.corosync.cpg;

import dev.qbipc.corosync.RingId;
import java.util.List;

/**
 * A ring of totem, and its nodes. A new ring may have the nodes of the one before. When a ring
 * changes, changes of the group that it brings come first.
 *
 * @param id the ring's id
 * @param nodeIds its nodes, unsigned
 * @param ghosts members of the group on other nodes, which are gone without corosync having said so
 *     (see {@link CpgGroup#members()}); none, as a rule
 */
public record CpgRing(RingId id, List<Integer> nodeIds, List<CpgAddress> ghosts) {

  /**
   * Copies the lists.
   *
   * @param id the ring's id
   * @param nodeIds its nodes, unsigned
   * @param ghosts members of the group on other nodes, which are gone without corosync having said
   *     so (see {@link CpgGroup#members()}); none, as a rule
   */
  public CpgRing {
    nodeIds = List.copyOf(nodeIds);
    ghosts = List.copyOf(ghosts);
  }
}
