package dev.qbipc.corosync.cpg.impl.wire;

import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgMovement;
import dev.qbipc.corosync.cpg.CpgReason;
import dev.qbipc.corosync.impl.transport.Incoming;

/**
 * A member in lists, 24 bytes (corosync, section 2):
 *
 * <pre>
 *  0  node id, u32; 4 bytes of padding
 *  8  process id, u32; 4 bytes of padding
 * 16  reason, u32; 4 bytes of padding
 * </pre>
 */
final class AddressField {

  static final int SIZE = 24;

  private static final int NODE_ID = 0;
  private static final int PID = 8;
  private static final int REASON = 16;

  private AddressField() {}

  static CpgAddress address(Incoming message, int at) {
    return new CpgAddress(message.u32(at + NODE_ID), message.u32(at + PID));
  }

  static CpgMovement movement(Incoming message, int at) {
    return new CpgMovement(address(message, at), CpgReason.of(message.u32(at + REASON)));
  }
}
