package dev.qbipc.linux;

/**
 * The process at the other end, as the kernel vouches for it: the real ids of the sender of the
 * handshake message ({@code SCM_CREDENTIALS}, protocol, section 2; libqb {@code ipc_setup.c}).
 *
 * @param pid the sender's process id in the receiver's pid namespace
 * @param uid its real user id
 * @param gid its real group id
 */
public record Credentials(int pid, int uid, int gid) {

  @Override
  public String toString() {
    return "pid " + pid + ", uid " + uid + ", gid " + gid;
  }
}
