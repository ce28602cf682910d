package dev.pmxcfs.state.tree;

/** The configuration tree refuses something. Then nothing has changed. */
public class TreeException extends Exception {

  private static final long serialVersionUID = 1;

  private final TreeErrno errno;

  /**
   * @param errno which of the errors it is
   * @param path what it is about
   * @param reason what is wrong with it
   */
  public TreeException(TreeErrno errno, ConfigPath path, String reason) {
    this(errno, path + ": " + reason, null);
  }

  /**
   * @param errno which of the errors it is
   * @param message what happened, and to what
   * @param cause may be null
   */
  public TreeException(TreeErrno errno, String message, Throwable cause) {
    super(message + " (" + errno + ")", cause);
    this.errno = errno;
  }

  /** The same refusal, of another kind. */
  protected TreeException(TreeException refusal) {
    super(refusal.getMessage(), refusal.getCause());
    this.errno = refusal.errno;
  }

  public TreeErrno errno() {
    return errno;
  }
}
