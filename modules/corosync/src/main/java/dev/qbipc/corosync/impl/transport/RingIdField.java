package dev.qbipc.corosync.impl.transport;

import dev.qbipc.corosync.RingId;

/**
 * A ring's id in events, 16 bytes (corosync, section 2):
 *
 * <pre>
 * 0  the ring's representative, u32; 4 bytes of padding
 * 8  the ring's sequence, u64
 * </pre>
 */
public final class RingIdField {

  private static final int REPRESENTATIVE = 0;
  private static final int SEQUENCE = 8;

  private RingIdField() {}

  /** Reads a ring's id. */
  public static RingId read(Incoming event, int at) {
    return new RingId(event.u32(at + REPRESENTATIVE), event.u64(at + SEQUENCE));
  }
}
