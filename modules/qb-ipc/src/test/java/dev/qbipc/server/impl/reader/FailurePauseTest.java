package dev.qbipc.server.impl.reader;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

/** A reader whose rounds fail goes on, but not faster and faster. */
public class FailurePauseTest {

  private final FailurePause pause = new FailurePause();
  private long now = -7;

  @Test
  public void pausesGrowUpToABound() {
    long expected = FailurePause.FIRST_NANOS;
    for (int i = 0; i < 20; i++) {
      assertEquals("failure " + i, expected, pause.after(now));
      now += expected;
      expected = Math.min(2 * expected, FailurePause.MAX_NANOS);
    }
  }

  @Test
  public void failureAfterACalmTimeIsTheFirstAgain() {
    pause.after(now);
    pause.after(now);
    now += FailurePause.CALM_NANOS + 1;
    assertEquals(FailurePause.FIRST_NANOS, pause.after(now));
  }
}
