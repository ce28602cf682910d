package dev.qbipc.server.impl.reader;

/**
 * A connection's turn among the busy ones of its reader (see {@link Turns}): the requests that are
 * taken before its notification bytes are. Belongs to the reader's thread.
 */
public final class Turn {

  /** The most requests in a turn. A client hangs once 278 of its bytes are unread. */
  static final int MAX_REQUESTS = 192;

  private int requests;
  private int requestsBefore;
  private int wakeUpsBefore;
  private boolean ended;

  /** Notes that a request was taken, whose byte is there or on its way. */
  public void requestTaken() {
    requests++;
  }

  /** Notes that the bytes were taken. */
  public void bytesTaken() {
    requests = 0;
    requestsBefore = 0;
  }

  /** Requests that were taken since the bytes were. */
  public int requests() {
    return requests;
  }

  /** Those of them that were taken since {@link #requestsCounted}. */
  int newRequests() {
    return requests - requestsBefore;
  }

  /** Notes that all requests until now have been counted. */
  void requestsCounted() {
    requestsBefore = requests;
  }

  /**
   * How often the client was woken for an answer since {@link #wakeUpsCounted}.
   *
   * @param all how often it was woken until now
   */
  int newWakeUps(int all) {
    return all - wakeUpsBefore;
  }

  /**
   * Notes that its wake-ups until now have been counted.
   *
   * @param all how many there were
   */
  void wakeUpsCounted(int all) {
    wakeUpsBefore = all;
  }

  /** Whether no request is to be taken now. */
  public boolean isOver() {
    return ended || requests >= MAX_REQUESTS;
  }

  /** Lets no more requests be taken until the next one begins. */
  void end() {
    ended = true;
  }

  /** Begins the next one. */
  void begin() {
    ended = false;
  }
}
