package dev.qbipc.corosync.votequorum;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What has become of a node, by corosync's names and numbers (corosync, section 4). */
public enum VotequorumNodeState {
  /** None that corosync has. */
  UNKNOWN(0),
  /** It is in the ring. */
  MEMBER(1),
  /** It was in the ring once. */
  DEAD(2),
  /** It is about to leave. */
  LEAVING(3);

  private static final Map<Integer, VotequorumNodeState> BY_NUMBER =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(VotequorumNodeState::number, Function.identity()));

  private final int number;

  VotequorumNodeState(int number) {
    this.number = number;
  }

  /** {@return the number on the wire} */
  public int number() {
    return number;
  }

  /**
   * {@return the state with a number; {@link #UNKNOWN} for a number without one}
   *
   * @param number the number
   */
  public static VotequorumNodeState of(int number) {
    return BY_NUMBER.getOrDefault(number, UNKNOWN);
  }
}
