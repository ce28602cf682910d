package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.state.tree.TreeException;

/** The configuration files refuse something. Then nothing has changed. */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int errno;

  /**
   * @param errno one of {@link dev.qbipc.linux.Errno}'s positive constants
   * @param message what is refused and why, with the error's name, in one line
   */
  RefusedException(int errno, String message) {
    super(message);
    this.errno = errno;
  }

  RefusedException(TreeException reason) {
    this(reason.errno(), reason.getMessage());
  }

  /** The error number, positive as in {@link dev.qbipc.linux.Errno}. */
  public int errno() {
    return errno;
  }
}
