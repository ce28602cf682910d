package dev.pmxcfs.ipc.server;

import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.Admission;
import java.util.OptionalInt;

/**
 * Who may connect to pmxcfs, by real ids (operations, section 2): root with its own group reads and
 * writes, the web server's group reads, everyone else is refused. pmxcfs itself runs only as root;
 * an ordinary user's server treats that user like root.
 *
 * <p>pmxcfs refuses with the error +1, which means nothing to clients (defect D9); this policy
 * refuses with EPERM.
 */
final class PmxcfsAcceptPolicy implements AcceptPolicy {

  private final ServiceOwner owner;
  private final OptionalInt readOnlyGroup;

  /**
   * @param owner reads and writes
   * @param readOnlyGroup the group that may read; empty if there is none on this machine
   */
  PmxcfsAcceptPolicy(ServiceOwner owner, OptionalInt readOnlyGroup) {
    this.owner = owner;
    this.readOnlyGroup = readOnlyGroup;
  }

  @Override
  public Admission admit(Credentials peer) {
    if (!owner.isUser(peer) && isReader(peer)) {
      return Admission.readOnly();
    }
    return owner.test(peer) ? Admission.readWrite() : Admission.refuse(Errno.EPERM);
  }

  private boolean isReader(Credentials peer) {
    return readOnlyGroup.isPresent() && peer.gid() == readOnlyGroup.getAsInt();
  }
}
