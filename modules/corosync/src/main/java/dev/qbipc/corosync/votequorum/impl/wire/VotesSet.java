package dev.qbipc.corosync.votequorum.impl.wire;

import dev.qbipc.corosync.impl.transport.Outgoing;

/**
 * SETVOTES, 24 bytes; the answer is a header (corosync, section 4):
 *
 * <pre>
 *  0  header
 * 16  votes, u32
 * 20  node id, u32: 0 for the quorum device
 * </pre>
 */
public final class VotesSet {

  private static final int ID = 2;
  private static final int VOTES = 16;
  private static final int NODE_ID = 20;
  private static final int SIZE = 24;

  private VotesSet() {}

  /** Sets those of a node. */
  public static Outgoing of(int nodeId, int votes) {
    return new Outgoing(ID, SIZE).u32(VOTES, votes).u32(NODE_ID, nodeId);
  }
}
