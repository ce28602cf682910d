package dev.qbipc.corosync.cpg.impl.wire;

import dev.qbipc.corosync.impl.transport.Outgoing;

/**
 * JOIN, 168 bytes; the answer is a header (corosync, section 2.1):
 *
 * <pre>
 *   0  header
 *  16  the group's {@linkplain GroupName name}
 * 152  the process id, u32; 4 bytes of padding
 * 160  flags, u32: 1 for the ring at once; 4 bytes of padding
 * </pre>
 */
public final class JoinRequest {

  private static final int ID = 0;
  private static final int NAME = 16;
  private static final int PID = 152;
  private static final int FLAGS = 160;
  private static final int SIZE = 168;

  private static final int INITIAL_RING = 1;

  private JoinRequest() {}

  /** Joins a group and asks for the ring, which would otherwise come with its next change. */
  public static Outgoing of(GroupName name, int pid) {
    var request = new Outgoing(ID, SIZE);
    name.put(request, NAME);
    return request.u32(PID, pid).u32(FLAGS, INITIAL_RING);
  }
}
