package dev.pmxcfs.cluster.group;

import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** The time, as the state machine needs it. */
public interface GroupClock {

  /** The time of day that frames carry, in seconds since 1970; unsigned. */
  int seconds();

  /** Milliseconds since any moment, by a clock that is never set. */
  long millis();

  /**
   * The machine's.
   *
   * @param clock of the time of day
   */
  static GroupClock of(Clock clock) {
    return new GroupClock() {

      @Override
      public int seconds() {
        return (int) clock.instant().getEpochSecond();
      }

      @Override
      public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
      }
    };
  }
}
