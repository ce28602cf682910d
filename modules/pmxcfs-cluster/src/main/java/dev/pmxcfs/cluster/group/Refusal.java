package dev.pmxcfs.cluster.group;

import dev.qbipc.linux.Errno;

/** Why a sender is not told what became of its frame. */
public enum Refusal {
  /** Nothing was sent: the group is not joined at the moment. */
  NOT_A_MEMBER(Errno.EBUSY, "this node is not a member of the group at the moment; try again"),
  /** Nothing was sent: see {@link Mode#VERSION_ERROR}. */
  OUTDATED(Errno.EBUSY, "a newer version runs in the cluster, so that this node has left it"),
  /** Nothing was sent: see {@link Mode#ERROR}. */
  STOPPED(Errno.EIO, "this node has left the group for good after a failure; see the log"),
  /** Nothing was sent: too many senders wait. */
  TOO_MANY(Errno.EBUSY, "too many changes wait for the group; try again"),
  /** Nothing was sent: corosync does not take it. */
  NOT_SENT(Errno.EBUSY, "corosync does not take messages at the moment; try again"),
  /** It was sent, and this node has left the group before it was delivered. */
  LEFT(Errno.EBUSY, "this node has left the group meanwhile; it may or may not have been done"),
  /** It was sent, and nothing has moved in the group for too long. */
  TIMED_OUT(Errno.ETIMEDOUT, "nothing moves in the group; it may or may not be done yet");

  private final int errno;
  private final String reason;

  Refusal(int errno, String reason) {
    this.errno = errno;
    this.reason = reason;
  }

  /** What the sender's system call fails with. */
  public int errno() {
    return errno;
  }

  /** For people: a part of a sentence. */
  public String reason() {
    return reason;
  }
}
