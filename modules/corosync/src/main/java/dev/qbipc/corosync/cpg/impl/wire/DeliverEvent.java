package dev.qbipc.corosync.cpg.impl.wire;

import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgMessage;
import dev.qbipc.corosync.impl.transport.Incoming;

/**
 * DELIVER, a message (corosync, section 2.2):
 *
 * <pre>
 *   0  header; its error is garbage
 *  24  the group's name
 * 160  length of the message, u32; 4 bytes of padding
 * 168  the sender's node id, u32; 4 bytes of padding
 * 176  the sender's process id, u32; 4 bytes of padding
 * 184  the message
 * </pre>
 */
public final class DeliverEvent {

  /** The event's id. */
  public static final int ID = 5;

  private static final int LENGTH = 160;
  private static final int NODE_ID = 168;
  private static final int PID = 176;
  private static final int MESSAGE = 184;

  private DeliverEvent() {}

  /** Reads the event, without copying the message. */
  public static CpgMessage read(Incoming event) {
    var sender = new CpgAddress(event.u32(NODE_ID), event.u32(PID));
    return new CpgMessage(sender, event.bytes(MESSAGE, event.count(LENGTH, MESSAGE, 1)));
  }
}
