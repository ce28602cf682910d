package dev.qbipc.fuse.session;

/** Why a session has ended. */
public enum SessionEnd {
  /** Its owner has closed it. */
  CLOSED,

  /** Somebody has unmounted it, and the last who was inside has left. */
  UNMOUNTED,

  /** The device could not be read any more; the log says why. */
  FAILED
}
