package dev.qbipc.fuse;

import java.io.IOException;

/** A file system that could not be mounted. The message says why, and what to do. */
public final class MountException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param message why, for people
   */
  public MountException(String message) {
    super(message);
  }

  /**
   * A failure.
   *
   * @param message why, for people
   * @param cause what failed
   */
  public MountException(String message, Throwable cause) {
    super(message, cause);
  }
}
