package dev.qbipc.corosync.impl.transport;

import dev.qbipc.QbException;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.linux.Errno;

/** What becomes of failures of libqb's client and of corosync's answers. */
final class Failures {

  private Failures() {}

  /** A failure of the connection, or one that is of another kind, as it is. */
  static Throwable of(Throwable failure, String what) {
    return failure instanceof QbException qb ? ofTransport(qb, what) : failure;
  }

  /**
   * A failure of the connection.
   *
   * @param what what was being done
   */
  static CorosyncException ofTransport(QbException failure, String what) {
    int errno = failure.errno();
    return new CorosyncException(CorosyncError.ofErrno(errno), errno, what, failure);
  }

  /**
   * An answer that is not CS_OK.
   *
   * @param number the answer's error
   */
  static CorosyncException ofAnswer(int number, String what) {
    return CorosyncError.of(number)
        .map(error -> new CorosyncException(error, what))
        .orElseGet(() -> malformed(what + ": corosync answers error " + number, null));
  }

  /** A message that cannot be understood. */
  static CorosyncException malformed(String what, Throwable cause) {
    return new CorosyncException(CorosyncError.MESSAGE_ERROR, Errno.EBADMSG, what, cause);
  }
}
