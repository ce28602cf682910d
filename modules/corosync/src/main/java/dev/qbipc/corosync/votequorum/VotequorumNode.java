package dev.qbipc.corosync.votequorum;

/**
 * A node that was ever seen.
 *
 * @param nodeId its id, unsigned; 0 for the quorum device
 * @param state what has become of it
 */
public record VotequorumNode(int nodeId, VotequorumNodeState state) {}
