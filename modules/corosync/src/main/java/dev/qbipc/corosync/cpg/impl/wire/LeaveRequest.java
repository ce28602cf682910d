package dev.qbipc.corosync.cpg.impl.wire;

import dev.qbipc.corosync.impl.transport.Outgoing;

/**
 * LEAVE, 160 bytes; the answer is a header (corosync, section 2.1). Corosync believes what it says:
 * it has to repeat the name and process id of the join (corosync, section 7).
 *
 * <pre>
 *   0  header
 *  16  the group's {@linkplain GroupName name}
 * 152  the process id, u32; 4 bytes of padding
 * </pre>
 */
public final class LeaveRequest {

  private static final int ID = 1;
  private static final int NAME = 16;
  private static final int PID = 152;
  private static final int SIZE = 160;

  private LeaveRequest() {}

  /** Leaves the group that was joined. */
  public static Outgoing of(GroupName name, int pid) {
    var request = new Outgoing(ID, SIZE);
    name.put(request, NAME);
    return request.u32(PID, pid);
  }
}
