package dev.pmxcfs.ipc.server;

import dev.qbipc.server.AcceptPolicy;
import java.io.IOException;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may connect.
 *
 * @param owner who may do everything
 * @param readers the group that may read; empty if there is none
 */
record Access(ServiceOwner owner, OptionalInt readers) {

  private static final Logger LOG = LoggerFactory.getLogger(Access.class);

  /**
   * Access for the owner of this process and a group. What is unusual about them is logged. Blocks.
   *
   * @param group the name of the group that may read
   * @throws IOException if the machine's groups cannot be read
   */
  static Access of(String group) throws IOException {
    ReadersGroup readers = ReadersGroup.find(group);
    readers.fault().ifPresent(LOG::warn);
    ServiceOwner owner = ServiceOwner.ofThisProcess();
    if (!owner.isRoot()) {
      LOG.info(
          "started by user {}, who may do here what root may; the group {} can read only where this"
              + " server may hand files to others (CAP_CHOWN)",
          owner,
          group);
    }
    return new Access(owner, readers.gid());
  }

  /** Of the service itself. */
  AcceptPolicy toService() {
    return new PmxcfsAcceptPolicy(owner, readers);
  }

  /** Of the admin service beside it. */
  AcceptPolicy toAdminService() {
    return new OwnerAcceptPolicy(owner);
  }
}
