package dev.qbipc.corosync.votequorum;

import java.util.List;

/**
 * Whether this node has the quorum, and with whom.
 *
 * @param context what {@link Votequorum#track(long)} was given; 0 of a state that was asked for
 * @param quorate whether it has
 * @param nodes all nodes that were seen since corosync has started, dead ones too
 */
public record VotequorumState(long context, boolean quorate, List<VotequorumNode> nodes) {

  /**
   * Copies the lists.
   *
   * @param context what {@link Votequorum#track(long)} was given; 0 of a state that was asked for
   * @param quorate whether it has
   * @param nodes all nodes that were seen since corosync has started, dead ones too
   */
  public VotequorumState {
    nodes = List.copyOf(nodes);
  }
}
