package dev.pmxcfs.cluster.group;

/** An application cannot go on before a restart: the group is left for good. */
public final class StoppedException extends LeaveException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what happened, for the log
   * @param cause what it follows from
   */
  public StoppedException(String message, Throwable cause) {
    super(message, cause);
  }
}
