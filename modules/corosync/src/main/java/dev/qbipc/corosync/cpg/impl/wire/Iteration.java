package dev.qbipc.corosync.cpg.impl.wire;

import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgEntry;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.Outgoing;

/**
 * ITERATION_INITIALIZE, _NEXT and _FINALIZE, which list groups or members one by one (corosync,
 * section 2.1).
 *
 * <pre>
 *   initialize, 160 bytes               its answer, 32 bytes
 *   0  header                            0  header
 *  16  a group's name, for 2 alone      24  handle, u64
 * 152  1 names, 2 one group, 3 all; padding
 *
 *   next and finalize, 24 bytes         the answer of next, 168 bytes; error 27 at the end
 *   0  header                            0  header
 *  16  handle, u64                      24  a group's name
 *                                      160  node id, u32; 0 in a list of names
 *                                      164  process id, u32; 0 in a list of names
 * </pre>
 */
public final class Iteration {

  private static final int NAMES = 1;
  private static final int MEMBERS_OF_ONE = 2;
  private static final int ALL_MEMBERS = 3;

  private static final int INITIALIZE_ID = 5;
  private static final int NEXT_ID = 6;
  private static final int FINALIZE_ID = 7;

  private static final int GROUP = 16;
  private static final int OF = 152;
  private static final int INITIALIZE_SIZE = 160;

  private static final int HANDLE = 16;
  private static final int HANDLE_SIZE = 24;

  private static final int ANSWERED_HANDLE = 24;
  private static final int NAME = 24;
  private static final int NODE_ID = 160;
  private static final int PID = 164;

  private Iteration() {}

  /** Begins a list of all groups. */
  public static Outgoing ofNames() {
    return initialize(NAMES);
  }

  /** Begins a list of a group's members. */
  public static Outgoing ofMembers(GroupName group) {
    Outgoing request = initialize(MEMBERS_OF_ONE);
    group.put(request, GROUP);
    return request;
  }

  /** Begins a list of all groups' members. */
  public static Outgoing ofAllMembers() {
    return initialize(ALL_MEMBERS);
  }

  private static Outgoing initialize(int what) {
    return new Outgoing(INITIALIZE_ID, INITIALIZE_SIZE).u32(OF, what);
  }

  /** What stands for the list from now on, until it is finalized. */
  public static long handle(Incoming answer) {
    return answer.u64(ANSWERED_HANDLE);
  }

  /** Asks for the next entry. */
  public static Outgoing next(long handle) {
    return new Outgoing(NEXT_ID, HANDLE_SIZE).u64(HANDLE, handle);
  }

  /** An entry. */
  public static CpgEntry entry(Incoming answer) {
    return new CpgEntry(
        GroupName.read(answer, NAME), new CpgAddress(answer.u32(NODE_ID), answer.u32(PID)));
  }

  /** Ends a list, so that corosync can forget it. */
  public static Outgoing finalize(long handle) {
    return new Outgoing(FINALIZE_ID, HANDLE_SIZE).u64(HANDLE, handle);
  }
}
