package dev.qbipc.corosync.quorum.impl.wire;

import dev.qbipc.corosync.impl.transport.Outgoing;
import dev.qbipc.corosync.impl.transport.Tracking;

/**
 * TRACKSTART, 24 bytes; the answer is a header (corosync, section 3):
 *
 * <pre>
 *  0  header
 * 16  {@linkplain Tracking flags}, u32; 4 bytes of padding
 * </pre>
 */
public final class TrackStart {

  private static final int ID = 1;
  private static final int FLAGS = 16;
  private static final int SIZE = 24;

  private TrackStart() {}

  /** Asks for events. */
  public static Outgoing of(Tracking what) {
    return new Outgoing(ID, SIZE).u32(FLAGS, what.flags());
  }
}
