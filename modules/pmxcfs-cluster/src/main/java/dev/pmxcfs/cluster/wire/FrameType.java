package dev.pmxcfs.cluster.wire;

import java.util.Optional;

/** The types of frames, by their numbers (cluster, section 2.1). */
public enum FrameType {
  /** What the group is for: a change of the tree, a value of a node's status. */
  NORMAL,
  /** The lowest node starts a sync. */
  SYNC_START,
  /** What a member has, for the others to compare. */
  STATE,
  /** The leader sends what others lack. */
  UPDATE,
  /** The leader has sent all. */
  UPDATE_COMPLETE,
  /** The lowest node asks all members to compute the digest of what they have. */
  VERIFY_REQUEST,
  /** The digest of the node that asked. */
  VERIFY;

  private static final FrameType[] BY_NUMBER = values();

  /** The number in a frame. */
  int number() {
    return ordinal();
  }

  /** The type of a number; empty for those that no version of the protocol here knows. */
  public static Optional<FrameType> of(int number) {
    return number < BY_NUMBER.length ? Optional.of(BY_NUMBER[number]) : Optional.empty();
  }
}
