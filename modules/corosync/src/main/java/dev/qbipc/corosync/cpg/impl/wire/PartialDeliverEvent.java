package dev.qbipc.corosync.cpg.impl.wire;

import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.impl.transport.Incoming;
import io.vertx.core.buffer.Buffer;

/**
 * PARTIAL_DELIVER, a fragment of a message (corosync, sections 2.2 and 2.3):
 *
 * <pre>
 *   0  header; its error is garbage
 *  24  the group's name
 * 160  length of the whole message, u32; 4 bytes of padding
 * 168  length of the fragment, u32; 4 bytes of padding
 * 176  the sender's node id, u32; 4 bytes of padding
 * 184  the sender's process id, u32; 4 bytes of padding
 * 192  {@linkplain FragmentType type}, u32; 4 bytes of padding
 * 200  the fragment
 * </pre>
 *
 * @param total length of the whole message as its sender says, in bytes; any number of 32 bits
 * @param bytes the fragment, not copied
 */
public record PartialDeliverEvent(CpgAddress sender, FragmentType type, long total, Buffer bytes) {

  /** The event's id. */
  public static final int ID = 17;

  private static final int TOTAL = 160;
  private static final int LENGTH = 168;
  private static final int NODE_ID = 176;
  private static final int PID = 184;
  private static final int TYPE = 192;
  private static final int FRAGMENT = 200;

  /** Reads the event. */
  public static PartialDeliverEvent read(Incoming event) {
    return new PartialDeliverEvent(
        new CpgAddress(event.u32(NODE_ID), event.u32(PID)),
        FragmentType.of(event.u32(TYPE)),
        Integer.toUnsignedLong(event.u32(TOTAL)),
        event.bytes(FRAGMENT, event.count(LENGTH, FRAGMENT, 1)));
  }
}
