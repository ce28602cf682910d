package dev.qbipc.server.impl;

import java.util.concurrent.TimeUnit;

/**
 * How many connections of a reader have requests these days: those that had any in the last period.
 * Belongs to the reader's thread.
 */
final class Activity {

  /** Long enough that each of many clients on one core has had its turn. */
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private long since;
  private long period;
  private int counted;
  private int active;

  /** When one connection had requests last. */
  static final class Mark {

    private long period = -1;
  }

  /**
   * @param now this and other times in the sense of {@link System#nanoTime}
   */
  Activity(long now) {
    since = now;
  }

  /** Notes that a connection has a request. */
  void note(Mark connection) {
    if (connection.period != period) {
      connection.period = period;
      counted++;
    }
  }

  /** Looks at what came until now, once in a period. Call it now and then. */
  void look(long now) {
    if (now - since >= PERIOD_NANOS) {
      active = counted;
      counted = 0;
      period++;
      since = now;
    }
  }

  /** How many had requests in the last period that is over. */
  int active() {
    return active;
  }
}
