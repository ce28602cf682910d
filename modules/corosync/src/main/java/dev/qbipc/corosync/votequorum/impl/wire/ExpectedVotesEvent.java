package dev.qbipc.corosync.votequorum.impl.wire;

import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.votequorum.VotequorumExpectedVotes;

/**
 * The number of expected votes was set (corosync, section 4):
 *
 * <pre>
 *  0  header
 * 24  context, u64
 * 32  expected votes, u32; 4 bytes of padding
 * </pre>
 */
public final class ExpectedVotesEvent {

  /** The event's id. */
  public static final int ID = 4;

  private static final int CONTEXT = 24;
  private static final int VOTES = 32;

  private ExpectedVotesEvent() {}

  /** Reads the event. */
  public static VotequorumExpectedVotes read(Incoming event) {
    return new VotequorumExpectedVotes(event.u64(CONTEXT), event.u32(VOTES));
  }
}
