package dev.pmxcfs.mount.kernel;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** Another clock, which holds up whoever asks for the time while it is told to. */
final class HeldClock extends Clock {

  private final Clock clock;
  private boolean isHeld;

  HeldClock(Clock clock) {
    this.clock = clock;
  }

  synchronized void hold(boolean isHeld) {
    this.isHeld = isHeld;
    notifyAll();
  }

  @Override
  public synchronized Instant instant() {
    try {
      while (isHeld) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return clock.instant();
  }

  @Override
  public ZoneId getZone() {
    return clock.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
