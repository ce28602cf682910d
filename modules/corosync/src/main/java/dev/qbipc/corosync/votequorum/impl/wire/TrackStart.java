package dev.qbipc.corosync.votequorum.impl.wire;

import dev.qbipc.corosync.impl.transport.Outgoing;
import dev.qbipc.corosync.impl.transport.Tracking;

/**
 * TRACKSTART, 32 bytes; the answer is a header (corosync, section 4):
 *
 * <pre>
 *  0  header
 * 16  context, u64, which comes back in events
 * 24  {@linkplain Tracking flags}, u32; 4 bytes of padding
 * </pre>
 */
public final class TrackStart {

  private static final int ID = 3;
  private static final int CONTEXT = 16;
  private static final int FLAGS = 24;
  private static final int SIZE = 32;

  private TrackStart() {}

  /** Asks for events. */
  public static Outgoing of(Tracking what, long context) {
    return new Outgoing(ID, SIZE).u64(CONTEXT, context).u32(FLAGS, what.flags());
  }
}
