package dev.qbipc.server.impl.reader;

import java.util.concurrent.TimeUnit;

/**
 * The time as a reader knows it: to read a clock for each question would cost more than the answers
 * are worth. Belongs to the reader's thread.
 *
 * <p>Times are nanoseconds in the sense of {@link System#nanoTime}.
 */
public final class ReaderClock {

  /** After so long with one connection another one is looked at. */
  private static final long SLICE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  private long now = System.nanoTime();
  private long roundBegun = now;

  ReaderClock() {}

  /** The time when the rings were last looked at, about. */
  public long now() {
    return now;
  }

  /** The time, from now on for all who ask. */
  public long read() {
    now = System.nanoTime();
    return now;
  }

  /** Notes that a round begins. */
  void beginRound() {
    roundBegun = now;
  }

  /** How long this round has taken so far, about. */
  long nanosOfRound() {
    return now - roundBegun;
  }

  /** Whether the rest of a round's requests should wait for the next one. */
  boolean isRoundLong() {
    return nanosOfRound() >= FairTurns.LONG_ROUND_NANOS;
  }

  /**
   * Whether it is time for another connection.
   *
   * @param begun when the requests of this one began to be taken
   */
  public boolean isSliceOver(long begun) {
    return now - begun >= SLICE_NANOS || isRoundLong();
  }
}
