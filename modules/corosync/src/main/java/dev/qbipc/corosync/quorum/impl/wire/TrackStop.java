package dev.qbipc.corosync.quorum.impl.wire;

import dev.qbipc.corosync.impl.transport.Outgoing;

/** TRACKSTOP, a header alone, as its answer; it never fails (corosync, section 3). */
public final class TrackStop {

  private static final int ID = 2;

  private TrackStop() {}

  /** Asks for no more events. */
  public static Outgoing request() {
    return new Outgoing(ID, Outgoing.HEADER_SIZE);
  }
}
