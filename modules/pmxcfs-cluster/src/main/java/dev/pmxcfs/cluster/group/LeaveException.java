package dev.pmxcfs.cluster.group;

/**
 * An application cannot follow the group: it is left, and joined anew with a sync of everything.
 */
public class LeaveException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what happened, for the log
   */
  public LeaveException(String message) {
    super(message);
  }

  /**
   * @param message what happened, for the log
   * @param cause what it follows from
   */
  public LeaveException(String message, Throwable cause) {
    super(message, cause);
  }
}
