package dev.pmxcfs.cluster.group;

/** What a state machine is doing, in the numbers of the C server (cluster, section 2.2). */
public enum Mode {
  /** Not a member yet, or not any more. */
  START(0),
  /** The members' states are being collected. */
  START_SYNC(1),
  /** What this node has is what the others have. */
  SYNCED(2),
  /** What this node has is old; the leader's updates are being collected. */
  UPDATE(3),
  /** Something was wrong: the group is left, and joined anew. */
  LEAVE(253),
  /** A frame of a newer protocol was seen: the group is left for good. */
  VERSION_ERROR(254),
  /** The application cannot go on: the group is left for good. */
  ERROR(255);

  private final int number;

  Mode(int number) {
    this.number = number;
  }

  /** Whether the group is being left, so that nothing of it counts any more. */
  public boolean isError() {
    return number >= LEAVE.number;
  }

  /** Whether the group is not joined any more before a restart. */
  public boolean isForGood() {
    return number > LEAVE.number;
  }

  /** Whether a mode may follow this one. */
  boolean admits(Mode next) {
    return !next.isError() || !isError() || number <= next.number;
  }
}
