package dev.qbipc.corosync;

import dev.qbipc.linux.Errno;

/**
 * A call of corosync that failed. It carries corosync's error, and where the connection was what
 * failed, the errno that a C caller of libqb would have seen.
 *
 * <p>The message says what was done, to whom, and the error's words, name and number.
 */
public class CorosyncException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Corosync's. */
  private final CorosyncError error;

  /** Positive, or 0. */
  private final int errno;

  /**
   * Corosync's answer, or a refusal of this library in its place.
   *
   * @param error corosync's, or the one that stands for it
   * @param what what was being done, and to whom
   */
  public CorosyncException(CorosyncError error, String what) {
    super(what + ": " + error.text());
    this.error = error;
    this.errno = 0;
  }

  /**
   * A failure of the connection.
   *
   * @param error corosync's, or the one that stands for it
   * @param errno one of {@link Errno}'s positive constants
   * @param what what was being done, and to whom
   * @param cause what led to it, or null
   */
  public CorosyncException(CorosyncError error, int errno, String what, Throwable cause) {
    super(what + ": " + Errno.text(errno), cause);
    this.error = error;
    this.errno = errno;
  }

  /** {@return corosync's error} */
  public CorosyncError error() {
    return error;
  }

  /** {@return the connection's errno, positive as in {@link Errno}; 0 if corosync answered} */
  public int errno() {
    return errno;
  }
}
