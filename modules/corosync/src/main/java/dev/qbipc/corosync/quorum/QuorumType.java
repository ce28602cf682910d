package dev.qbipc.corosync.quorum;

/** What decides who has the quorum, by corosync's names and numbers (corosync, section 3). */
public enum QuorumType {
  /** Nothing: corosync.conf names no provider, and each node has the quorum for ever, alone too. */
  FREE(0),
  /** The provider that corosync.conf names, which is votequorum. */
  SET(1);

  private final int number;

  QuorumType(int number) {
    this.number = number;
  }

  /** {@return the number on the wire} */
  public int number() {
    return number;
  }

  /**
   * {@return the type with a number; any but that of {@link #FREE} stands for a provider}
   *
   * @param number the number
   */
  public static QuorumType of(int number) {
    return number == FREE.number ? FREE : SET;
  }
}
