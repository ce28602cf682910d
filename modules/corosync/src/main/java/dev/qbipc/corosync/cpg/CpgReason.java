package dev.qbipc.corosync.cpg;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Why a member has come or gone, by corosync's names and numbers (corosync, section 2). */
public enum CpgReason {
  /** None that corosync has. */
  UNDEFINED(0),
  /** The process joined the group. */
  JOIN(1),
  /** The process left the group. */
  LEAVE(2),
  /** Its node died, or cannot be reached any more. */
  NODEDOWN(3),
  /** Its node can be reached, again or for the first time; the process had joined before. */
  NODEUP(4),
  /** The process ended without leaving, or corosync of its node was stopped. */
  PROCDOWN(5);

  private static final Map<Integer, CpgReason> BY_NUMBER =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(CpgReason::number, Function.identity()));

  private final int number;

  CpgReason(int number) {
    this.number = number;
  }

  /** {@return the number on the wire} */
  public int number() {
    return number;
  }

  /**
   * {@return the reason with a number; {@link #UNDEFINED} for a number without one}
   *
   * @param number the number
   */
  public static CpgReason of(int number) {
    return BY_NUMBER.getOrDefault(number, UNDEFINED);
  }
}
