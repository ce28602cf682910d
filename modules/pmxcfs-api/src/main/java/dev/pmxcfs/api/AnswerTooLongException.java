package dev.pmxcfs.api;

/**
 * An answer would be longer than its client can read, and was abandoned. A client causes this, not
 * a fault of this program, so there is no stack trace.
 */
public final class AnswerTooLongException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * @param maxLength how many bytes the client can read
   */
  public AnswerTooLongException(int maxLength) {
    super("the answer has more than " + maxLength + " bytes", null, false, false);
  }
}
