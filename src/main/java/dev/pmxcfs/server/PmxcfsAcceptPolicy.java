package dev.pmxcfs.server;

import dev.qbipc.Credentials;
import dev.qbipc.Errno;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.Admission;
import java.util.OptionalInt;

/**
 * Who may connect to pmxcfs, by real ids (pmxcfs-operations section 2): root with its own group
 * reads and writes, the web server's group reads, nobody else comes in.
 *
 * <p>pmxcfs refuses with the error +1, which clients cannot name; this refuses with EPERM.
 */
final class PmxcfsAcceptPolicy implements AcceptPolicy {

  private static final int ROOT = 0;

  private final OptionalInt readOnlyGroup;

  /**
   * @param readOnlyGroup the group that may read; empty if there is none on this machine
   */
  PmxcfsAcceptPolicy(OptionalInt readOnlyGroup) {
    this.readOnlyGroup = readOnlyGroup;
  }

  @Override
  public Admission admit(Credentials peer) {
    if (readOnlyGroup.isPresent() && peer.gid() == readOnlyGroup.getAsInt()) {
      return Admission.readOnly();
    }
    if (peer.uid() == ROOT && peer.gid() == ROOT) {
      return Admission.readWrite();
    }
    return Admission.refuse(Errno.EPERM);
  }
}
