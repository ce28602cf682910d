package dev.qbipc.server.impl.reader;

import java.util.List;

/**
 * Decides whose requests a reader leaves in their rings for a round, and when it takes the
 * notification bytes of those that it has taken. Belongs to the reader's thread.
 *
 * <p>Times are nanoseconds in the sense of {@link System#nanoTime}.
 */
public interface Schedule {

  /** A connection as a schedule sees it. */
  interface Client {

    Turn turn();

    /**
     * Whether the client has taken all its answers: it runs, or has nothing to do. A fault of the
     * ring is left to the caller to surface.
     */
    boolean hasTakenAnswers();

    /** How often the client slept when an answer came, since it connected. */
    int wakeUps();

    /** Takes the notification bytes of the requests that were taken. */
    void takeBytes();
  }

  /** Begins a round; takes bytes if some are due. */
  void beginRound(long now);

  /** Whether the requests of a client that has some stay in their ring for this round. */
  boolean passesOver(Client client);

  /** Notes that requests of a client were taken. */
  void taken(Client client, int count, long now);

  /**
   * Ends a round.
   *
   * @param clients the first {@code busy} of which are busy
   * @param anyTaken whether there was any request in this round
   */
  void endRound(List<? extends Client> clients, int busy, boolean anyTaken, long now);

  /**
   * Whether requests were left in their rings in the last round, or bytes are to be taken in the
   * next one, so that the reader must neither sleep nor give up its core.
   */
  boolean hasWork();

  /**
   * Reads all bytes that are due and passes over no client any more, since requests are so slow
   * that clients must not wait for each other.
   *
   * @param clients the first {@code busy} of which are busy
   */
  void restart(List<? extends Client> clients, int busy, long now);

  /** Passes over no client any more: the reader is about to sleep, and all bytes have been read. */
  void reset();
}
