package dev.pmxcfs.cluster.wire;

/** Bytes of another member that are not laid out as their kind is. */
public final class MalformedFrameException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong with which kind of frame, for the log
   */
  public MalformedFrameException(String message) {
    super(message);
  }

  /**
   * @param message what is wrong with which kind of frame, for the log
   * @param cause who found it
   */
  public MalformedFrameException(String message, Throwable cause) {
    super(message, cause);
  }

  static void check(boolean holds, String message) throws MalformedFrameException {
    if (!holds) {
      throw new MalformedFrameException(message);
    }
  }
}
