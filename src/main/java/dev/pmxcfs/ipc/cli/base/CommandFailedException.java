package dev.pmxcfs.ipc.cli.base;

/** A command that cannot do what it was told, for a reason its user can act on. */
public class CommandFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what happened and to whom, in one line
   */
  public CommandFailedException(String message) {
    super(message);
  }

  /** As above, with what led to it. */
  public CommandFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
