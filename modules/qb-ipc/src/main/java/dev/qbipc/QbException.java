package dev.qbipc;

import dev.qbipc.linux.Errno;

/**
 * An operation of libqb IPC that failed, with the error number a C caller would have seen.
 *
 * <p>The message says what was done, to whom, and the error's words and name.
 */
public class QbException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Positive, as in {@link Errno}. */
  private final int errno;

  /**
   * An error of an operation.
   *
   * @param errno the error, one of {@link Errno}'s positive constants
   * @param what what was being done, and for whom
   */
  public QbException(int errno, String what) {
    super(what + ": " + Errno.text(errno));
    this.errno = errno;
  }

  /**
   * An error of an operation that has another one behind it.
   *
   * @param errno the error, one of {@link Errno}'s positive constants
   * @param what what was being done, and for whom
   * @param cause what led to it
   */
  public QbException(int errno, String what, Throwable cause) {
    super(what + ": " + Errno.text(errno), cause);
    this.errno = errno;
  }

  /** {@return the error number, positive as in {@link Errno}} */
  public int errno() {
    return errno;
  }
}
