package dev.qbipc.corosync.votequorum.impl.wire;

import dev.qbipc.corosync.impl.transport.Outgoing;

/**
 * SETEXPECTED, 24 bytes; the answer is a header (corosync, section 4):
 *
 * <pre>
 *  0  header
 * 16  expected votes, u32; 4 bytes of padding
 * </pre>
 */
public final class ExpectedVotesSet {

  private static final int ID = 1;
  private static final int VOTES = 16;
  private static final int SIZE = 24;

  private ExpectedVotesSet() {}

  /** Sets them. */
  public static Outgoing of(int votes) {
    return new Outgoing(ID, SIZE).u32(VOTES, votes);
  }
}
