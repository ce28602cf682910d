package dev.qbipc.corosync.impl.transport;

/** What a TRACKSTART of quorum or votequorum asks for (corosync, sections 3 and 4). */
public enum Tracking {
  /** The state as it is now, once. It is sent also when the connection is tracking already. */
  CURRENT(1),
  /** The state as it is now, and each change. */
  CHANGES(2),
  /** Each change. */
  CHANGES_ONLY(4);

  private final int flags;

  Tracking(int flags) {
    this.flags = flags;
  }

  /** The number on the wire. */
  public int flags() {
    return flags;
  }
}
