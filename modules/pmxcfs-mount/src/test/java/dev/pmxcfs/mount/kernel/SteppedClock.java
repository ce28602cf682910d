package dev.pmxcfs.mount.kernel;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The machine's clock, until it is stopped: from then on it moves when it is told to. */
final class SteppedClock extends Clock {

  private volatile Instant stopped;

  /** Stops it, and returns the seconds since 1970 at which it stands. */
  long stop() {
    Instant now = Instant.ofEpochSecond(instant().getEpochSecond());
    stopped = now;
    return now.getEpochSecond();
  }

  /** Moves it, after it was stopped. */
  void advance(Duration by) {
    stopped = stopped.plus(by);
  }

  @Override
  public Instant instant() {
    Instant now = stopped;
    return now == null ? Instant.now() : now;
  }

  /** Makes no object, as the machine's own clock. */
  @Override
  public long millis() {
    Instant now = stopped;
    return now == null ? System.currentTimeMillis() : now.toEpochMilli();
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
