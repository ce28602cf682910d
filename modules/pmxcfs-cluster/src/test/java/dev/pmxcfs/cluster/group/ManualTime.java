package dev.pmxcfs.cluster.group;

import java.util.concurrent.TimeUnit;

/** Time that passes when a test says so. */
public final class ManualTime implements GroupClock {

  private int seconds;
  private long millis;

  public ManualTime(int seconds) {
    this.seconds = seconds;
    millis = TimeUnit.SECONDS.toMillis(seconds);
  }

  /** Time passes, in whole seconds for the time of day. */
  public void pass(long millis) {
    this.millis += millis;
    seconds += (int) TimeUnit.MILLISECONDS.toSeconds(millis);
  }

  /** The time of day is another one. */
  public void set(int seconds) {
    this.seconds = seconds;
  }

  @Override
  public int seconds() {
    return seconds;
  }

  @Override
  public long millis() {
    return millis;
  }
}
