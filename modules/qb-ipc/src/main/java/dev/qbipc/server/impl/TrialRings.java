package dev.qbipc.server.impl;

import dev.qbipc.Credentials;
import dev.qbipc.QbException;
import dev.qbipc.os.Processes;
import dev.qbipc.os.SystemCallException;
import dev.qbipc.ring.RingOwner;

/** Rings as clients get them, made to see whether they can be made. */
final class TrialRings {

  /** The owner alone may open them. */
  private static final int MODE = 0600;

  private TrialRings() {}

  /**
   * Makes rings, and removes them. Blocks for as long as it takes the kernel to hand out the pages.
   *
   * @throws QbException with the errno that a client would be refused with
   */
  static void make(String service, int maxMessageSize) {
    var self = new Credentials(Processes.ownPid(), Processes.ownUid(), Processes.ownGid());
    var owner = new RingOwner(self.uid(), self.gid(), MODE);
    try {
      RingSet rings = RingSet.create(service, self, 0, maxMessageSize, owner);
      rings.unmap();
      rings.removeFiles();
    } catch (SystemCallException e) {
      throw new QbException(e.errno(), e.getMessage());
    }
  }
}
