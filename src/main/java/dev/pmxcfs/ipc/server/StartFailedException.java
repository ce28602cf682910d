package dev.pmxcfs.ipc.server;

import dev.pmxcfs.state.failure.Reason;
import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import io.vertx.core.Future;

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

  /**
   * A step of the start, which fails with one of these.
   *
   * @param what cannot be done if it fails; the reason is added
   */
  static <T> Future<T> unless(Future<T> step, String what) {
    return step.recover(
        cause ->
            Future.failedFuture(cause instanceof StartFailedException ? cause : of(what, cause)));
  }

  private static String reason(Throwable cause) {
    if (cause instanceof QbException e && e.errno() == Errno.EADDRINUSE) {
      return "the name is in use";
    }
    return Reason.of(cause);
  }
}
