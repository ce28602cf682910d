package dev.qbipc.server.impl.reader;

/**
 * A connection as its reader sees it: requests to be taken, things to be sent, rings that may have
 * been truncated. The reader's thread alone calls it.
 */
public interface ReaderClient extends Schedule.Client, FairTurns.Client {

  /** What {@link #expire} returns when no request has a deadline. */
  long NO_DEADLINE = Long.MAX_VALUE;

  /** What the connection is called in the names of threads. */
  long id();

  boolean isClosed();

  // ---- requests ------------------------------------------------------------------------------

  /**
   * Whether requests are taken now: not while flow control, unread responses, operations or what is
   * held for the user stop it, nor when the client is gone.
   */
  boolean isOpen();

  /**
   * Whether there is a request to be taken now. The caller surfaces faults, once for all the
   * connections that it polls.
   */
  boolean isReady();

  /** Whether the client has posted a request, which may have to wait. */
  boolean isPosted();

  /**
   * Takes requests from the ring and dispatches them. Call it when {@link #isReady()} says so. No
   * fault is left behind that would fail another connection.
   *
   * @param max how many at the most
   * @return how many were taken
   */
  int takeRequests(int max);

  // ---- sleep ---------------------------------------------------------------------------------

  /** Whether the reader is counted in as one that sleeps on this connection's semaphore. */
  boolean isWaiting();

  /** Puts the ring in order for a sleep of the reader, and counts the reader in as a waiter. */
  void prepareToSleep();

  /** Where the kernel finds the semaphore that counts requests. */
  long semaphore();

  /** Leaves this connection to its event loop until the client sends a notification byte. */
  void park();

  // ---- what else has to be done now and then -------------------------------------------------

  /** Whether something waits for the client to read from a ring or its socket, or for memory. */
  boolean isStalled();

  /**
   * Tries to send what waits, and whether a request still has to wait.
   *
   * @return whether anything went out or can come in
   */
  boolean retry();

  /**
   * Answers requests that have met their deadlines.
   *
   * @param now in the sense of {@link System#nanoTime}
   * @return nanoseconds until the next deadline, {@link #NO_DEADLINE} if there is none
   */
  long expire(long now);

  /** Lets go of the memory that was not used since this was called last. */
  void trimUnused();

  /** Whether the client has left all pages of the rings in place. */
  boolean isIntact();

  /** Ends the connection, whose client has truncated its rings. */
  void truncated();
}
