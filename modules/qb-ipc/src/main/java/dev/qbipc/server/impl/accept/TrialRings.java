package dev.qbipc.server.impl.accept;

import dev.qbipc.QbException;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.ring.RingOwner;
import dev.qbipc.server.SharedMemory;
import dev.qbipc.server.impl.connection.RingSet;
import java.util.Optional;

/** Rings as clients get them, made to see whether they can be made. */
public final class TrialRings {

  /** The owner alone may open them. */
  private static final int MODE = 0600;

  private TrialRings() {}

  /**
   * Makes rings, and removes them. Blocks for as long as it takes the kernel to hand out the pages.
   *
   * @throws QbException with the errno that a client would be refused with
   */
  public static void make(AcceptContext service, int maxMessageSize) {
    var self = new Credentials(Processes.ownPid(), Processes.ownUid(), Processes.ownGid());
    var owner = new RingOwner(self.uid(), self.gid(), MODE);
    try {
      Optional<RingSet> rings =
          service
              .ringSpace()
              .make(
                  self.uid(),
                  SharedMemory.bytesOf(maxMessageSize),
                  () ->
                      RingSet.create(
                          service.options().getService(), self, 0, maxMessageSize, owner));
      RingSet made =
          rings.orElseThrow(() -> new QbException(Errno.ENOSPC, "rings in what is kept for root"));
      made.unmap();
      made.removeFiles();
    } catch (SystemCallException e) {
      throw new QbException(e.errno(), "rings in " + SharedMemory.PATH, e);
    }
  }
}
