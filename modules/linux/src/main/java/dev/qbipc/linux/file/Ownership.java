package dev.qbipc.linux.file;

import static dev.qbipc.linux.libc.Libc.libc;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;

/** Who a file belongs to, and who may use it. */
public final class Ownership {

  private Ownership() {}

  /**
   * Gives an open file or directory to its user. A server that is not root may not give anything
   * away; libqb goes on then (protocol, section 2), and so does this.
   *
   * @param fd what to give away
   * @param path its name, for messages
   * @param mode permission bits
   * @param uid the user's id
   * @param gid the group's id
   * @throws SystemCallException for whatever else goes wrong
   */
  public static void hand(int fd, String path, int mode, int uid, int gid)
      throws SystemCallException {
    // The mode first: who gives a file away with CAP_CHOWN alone may not change its mode any more.
    if (libc().fchmod(fd, mode) != 0) {
      throw new SystemCallException("fchmod", path, libc().errno());
    }
    if (libc().fchown(fd, uid, gid) != 0 && libc().errno() != Errno.EPERM) {
      throw new SystemCallException("fchown", path, libc().errno());
    }
  }
}
