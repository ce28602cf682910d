package dev.qbipc.corosync.votequorum.impl.wire;

import dev.qbipc.corosync.impl.transport.Outgoing;

/** TRACKSTOP, a header alone, as its answer (corosync, section 4). */
public final class TrackStop {

  private static final int ID = 4;

  private TrackStop() {}

  /** Asks for no more events. */
  public static Outgoing request() {
    return new Outgoing(ID, Outgoing.HEADER_SIZE);
  }
}
