package dev.pmxcfs.state.tree;

import dev.qbipc.linux.Errno;

/** The configuration tree refuses something. Then nothing has changed. */
public class TreeException extends Exception {

  private static final long serialVersionUID = 1;

  private final int errno;

  /**
   * @param errno one of {@link Errno}'s
   * @param path what it is about
   * @param reason what is wrong with it
   */
  public TreeException(int errno, ConfigPath path, String reason) {
    this(errno, path + ": " + reason, null);
  }

  /**
   * @param errno one of {@link Errno}'s
   * @param message what happened, and to what
   * @param cause may be null
   */
  public TreeException(int errno, String message, Throwable cause) {
    super(message + " (" + Errno.name(errno) + ")", cause);
    this.errno = errno;
  }

  /** The same refusal, of another kind. */
  protected TreeException(TreeException refusal) {
    super(refusal.getMessage(), refusal.getCause());
    this.errno = refusal.errno;
  }

  /** The error number, positive as in {@link Errno}. */
  public int errno() {
    return errno;
  }
}
