package dev.qbipc.server.impl;

/**
 * A connection's turn among the busy ones of its reader. Belongs to the reader's thread.
 *
 * <p>Clients share cores. One whose answers come before it can fall asleep keeps its core, and
 * those that were answered meanwhile stay behind it: of eight clients on a core the slowest had a
 * third of the fastest's requests. So after many requests a connection is passed over until the
 * others together had as many. Its client falls asleep and leaves the core to theirs, which costs
 * little, since they have requests then. If they have none, it goes on after a moment.
 */
final class Turn {

  /**
   * Requests of a turn. With 32 to 48 the slowest of eight has 0.5 to 0.7 of the fastest's
   * requests, and they make a tenth fewer than without turns; with 64 it has 0.4, with 16 they make
   * a fifth fewer.
   */
  static final int REQUESTS = 40;

  /**
   * Rounds that a connection is passed over while no requests of others come. Some microseconds: as
   * long as a client takes to fall asleep and another to send.
   */
  static final int ROUNDS_WITHOUT_OTHERS = 40;

  private int requests;
  private boolean passedOver;

  /** Requests of all connections that were taken when it was passed over first. */
  private long servedBefore;

  /** The same when it was passed over last. */
  private long servedLately;

  /** The round in which it goes on if the others have no requests until then. */
  private long lastRound;

  /** Notes that requests were taken. */
  void taken(int count) {
    requests = Math.min(REQUESTS, requests + count);
  }

  /** Begins anew. */
  void begin() {
    requests = 0;
    passedOver = false;
  }

  /**
   * Decides whether others come first in this round. Ask when the connection has a request, and
   * others had requests lately.
   *
   * @param served requests of all connections that were taken so far
   * @param round the number of this round
   */
  boolean isPassedOver(long served, long round) {
    if (requests < REQUESTS) {
      return false;
    }
    if (!passedOver) {
      passedOver = true;
      servedBefore = served;
      servedLately = served;
      lastRound = round + ROUNDS_WITHOUT_OTHERS;
      return true;
    }
    if (served != servedLately) {
      servedLately = served;
      lastRound = round + ROUNDS_WITHOUT_OTHERS;
    }
    if (served - servedBefore < REQUESTS && round < lastRound) {
      return true;
    }
    begin();
    return false;
  }
}
