package dev.pmxcfs.ipc.server;

import dev.pmxcfs.state.failure.Reason;
import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;

/** A service does not start, for a reason that its operator can act on. */
public final class StartFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what happened and to whom, in one line
   */
  StartFailedException(String message) {
    super(message);
  }

  /** As above, with what led to it. */
  StartFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Of a step of the start.
   *
   * @param what cannot be done; the reason is added
   * @param cause why the step failed
   */
  public static StartFailedException of(String what, Throwable cause) {
    return new StartFailedException(what + ": " + reason(cause), cause);
  }

  private static String reason(Throwable cause) {
    if (cause instanceof QbException e && e.errno() == Errno.EADDRINUSE) {
      return "the name is in use";
    }
    return Reason.of(cause);
  }
}
