package dev.qbipc.corosync.votequorum;

import dev.qbipc.corosync.RingId;
import java.util.List;

/**
 * The nodes of a new ring, whose votes have not been counted yet.
 *
 * @param context what {@link Votequorum#track(long)} was given
 * @param ring the ring
 * @param nodeIds its nodes; unsigned
 */
public record VotequorumNodes(long context, RingId ring, List<Integer> nodeIds) {

  /**
   * Copies the lists.
   *
   * @param context what {@link Votequorum#track(long)} was given
   * @param ring the ring
   * @param nodeIds its nodes; unsigned
   */
  public VotequorumNodes {
    nodeIds = List.copyOf(nodeIds);
  }
}
