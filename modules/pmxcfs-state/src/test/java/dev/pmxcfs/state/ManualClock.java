package dev.pmxcfs.state;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test sets. */
public final class ManualClock extends Clock {

  private volatile long seconds;

  /**
   * @param seconds since 1970
   */
  public ManualClock(long seconds) {
    this.seconds = seconds;
  }

  /**
   * @param newSeconds since 1970
   */
  public void set(long newSeconds) {
    seconds = newSeconds;
  }

  /** Moves it, backwards too; in seconds. */
  public void advance(long by) {
    seconds += by;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochSecond(seconds);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
