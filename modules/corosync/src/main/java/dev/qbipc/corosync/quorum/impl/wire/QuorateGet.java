package dev.qbipc.corosync.quorum.impl.wire;

import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.Outgoing;

/**
 * GETQUORATE, a header alone; its answer, 32 bytes (corosync, section 3):
 *
 * <pre>
 *  0  header
 * 24  quorate, u32: 0 or 1; 4 bytes of padding
 * </pre>
 */
public final class QuorateGet {

  private static final int ID = 0;
  private static final int QUORATE = 24;

  private QuorateGet() {}

  /** Asks whether this node has the quorum. */
  public static Outgoing request() {
    return new Outgoing(ID, Outgoing.HEADER_SIZE);
  }

  /** Whether it has. */
  public static boolean isQuorate(Incoming answer) {
    return answer.u32(QUORATE) != 0;
  }
}
