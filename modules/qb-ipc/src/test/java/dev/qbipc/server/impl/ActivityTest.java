package dev.qbipc.server.impl;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

/** Connections count as active that had requests lately. */
public class ActivityTest {

  private static final long MILLI = 1_000_000;

  private final Activity.Mark first = new Activity.Mark();
  private final Activity.Mark second = new Activity.Mark();

  private long now = Long.MAX_VALUE - MILLI;
  private final Activity activity = new Activity(now);

  private int activeAfter(long nanos) {
    now += nanos;
    activity.look(now);
    return activity.active();
  }

  @Test
  public void eachConnectionOfThePeriodCountsOnce() {
    for (int i = 0; i < 10; i++) {
      activity.note(first);
      activity.note(second);
    }
    assertEquals("still in the period", 0, activeAfter(4 * MILLI));
    assertEquals(2, activeAfter(MILLI));
  }

  @Test
  public void silentOnesDoNotCountAnyMore() {
    activity.note(first);
    activity.note(second);
    assertEquals(2, activeAfter(5 * MILLI));
    activity.note(second);
    assertEquals(1, activeAfter(5 * MILLI));
    assertEquals(0, activeAfter(5 * MILLI));
    activity.note(first);
    assertEquals(1, activeAfter(60 * MILLI));
  }
}
