package dev.qbipc.corosync.cpg.impl.wire;

import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.Outgoing;
import java.util.ArrayList;
import java.util.List;

/**
 * MEMBERSHIP, 152 bytes (corosync, section 2.1):
 *
 * <pre>
 *  0  header
 * 16  the group's {@linkplain GroupName name}
 * </pre>
 *
 * Its answer, always 9248 bytes:
 *
 * <pre>
 *  0  header
 * 24  number of members, u32; 4 bytes of padding
 * 32  384 {@linkplain AddressField addresses}, whose reasons are undefined
 * </pre>
 */
public final class MembershipGet {

  private static final int ID = 3;
  private static final int NAME = 16;
  private static final int SIZE = 152;

  private static final int COUNT = 24;
  private static final int MEMBERS = 32;

  private MembershipGet() {}

  /** Asks for the members of a group. */
  public static Outgoing request(GroupName name) {
    var request = new Outgoing(ID, SIZE);
    name.put(request, NAME);
    return request;
  }

  /** The members. */
  public static List<CpgAddress> members(Incoming answer) {
    int count = answer.count(COUNT, MEMBERS, AddressField.SIZE);
    List<CpgAddress> members = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      members.add(AddressField.address(answer, MEMBERS + i * AddressField.SIZE));
    }
    return members;
  }
}
