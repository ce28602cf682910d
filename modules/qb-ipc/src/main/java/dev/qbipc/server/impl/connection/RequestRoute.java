package dev.qbipc.server.impl.connection;

/** Where a request went, which is told of its end. On the reader's thread. */
public interface RequestRoute {

  /** How long a request may take, 0 for as long as it likes. */
  long deadlineNanos();

  /** A request was answered with an error. It ends after that. */
  void failed();

  /** A request has met its deadline. It fails after that. */
  void timedOut();

  /**
   * A request has ended.
   *
   * @param nanos how long it took
   */
  void ended(long nanos);

  /** A request has ended with its connection, unanswered. */
  void abandoned();
}
