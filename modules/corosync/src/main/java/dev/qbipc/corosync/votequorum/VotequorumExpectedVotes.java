package dev.qbipc.corosync.votequorum;

/**
 * How many votes are expected from now on if all nodes are there.
 *
 * @param context what {@link Votequorum#track(long)} was given
 * @param votes how many; unsigned
 */
public record VotequorumExpectedVotes(long context, int votes) {}
