package dev.qbipc.ring;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;

/**
 * A peer has broken a ring: an invalid chunk, an index outside the ring, a file truncated under its
 * mapping. The connection cannot go on.
 */
public final class RingViolationException extends QbException {

  private static final long serialVersionUID = 1L;

  /**
   * @param what the peer did
   */
  public RingViolationException(String what) {
    super(Errno.EBADMSG, what);
  }

  /**
   * @param what the peer did
   * @param cause how that was noticed
   */
  public RingViolationException(String what, Throwable cause) {
    super(Errno.EBADMSG, what, cause);
  }
}
