package dev.pmxcfs.ipc.server;

import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.Admission;

/**
 * Admits only the owner of a service. Strangers are turned away before they have sent anything, so
 * that a crowd of them cannot keep the owner out.
 */
final class OwnerAcceptPolicy implements AcceptPolicy {

  private final ServiceOwner owner;

  OwnerAcceptPolicy(ServiceOwner owner) {
    this.owner = owner;
  }

  @Override
  public boolean mayKnock(Credentials connector) {
    return owner.hasUid(connector.uid());
  }

  @Override
  public Admission admit(Credentials peer) {
    return owner.test(peer) ? Admission.readWrite() : Admission.refuse(Errno.EPERM);
  }
}
