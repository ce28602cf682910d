package dev.qbipc.corosync.votequorum;

import java.util.Set;

/**
 * What votequorum knows of a node, and of the votes of all. Numbers of votes are unsigned.
 *
 * @param nodeId the node; unsigned
 * @param state what has become of it
 * @param votes how many it has
 * @param expectedVotes how many it expects if all nodes are there
 * @param highestExpected the most that any node expects
 * @param totalVotes how many there are
 * @param quorum how many are needed
 * @param flags how they are counted, and where that has led on the node
 * @param deviceVotes those of the quorum device, if there is one
 * @param deviceName the quorum device's name; empty without one
 */
public record VotequorumInfo(
    int nodeId,
    VotequorumNodeState state,
    int votes,
    int expectedVotes,
    int highestExpected,
    int totalVotes,
    int quorum,
    Set<VotequorumFlag> flags,
    int deviceVotes,
    String deviceName) {

  /**
   * Copies the flags.
   *
   * @param nodeId the node; unsigned
   * @param state what has become of it
   * @param votes how many it has
   * @param expectedVotes how many it expects if all nodes are there
   * @param highestExpected the most that any node expects
   * @param totalVotes how many there are
   * @param quorum how many are needed
   * @param flags how they are counted, and where that has led on the node
   * @param deviceVotes those of the quorum device, if there is one
   * @param deviceName the quorum device's name; empty without one
   */
  public VotequorumInfo {
    flags = Set.copyOf(flags);
  }

  /** {@return whether the node has the quorum} */
  public boolean isQuorate() {
    return flags.contains(VotequorumFlag.QUORATE);
  }
}
