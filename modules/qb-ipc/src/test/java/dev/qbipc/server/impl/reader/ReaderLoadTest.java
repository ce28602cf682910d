package dev.qbipc.server.impl.reader;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** A reader is busy while requests come often. */
public class ReaderLoadTest {

  private static final long MICRO = 1000;
  private static final long MILLI = 1000 * MICRO;

  private long now = Long.MAX_VALUE - MILLI;
  private final ReaderLoad load = new ReaderLoad(now);

  /** Requests come for a while, with a gap before each. */
  private void requests(long gap, long duration) {
    for (long passed = 0; passed < duration; passed += gap) {
      now += gap;
      load.requestsFound();
      load.look(now);
    }
  }

  @Test
  public void isNotBusyAtFirst() {
    assertFalse(load.isBusy());
  }

  @Test
  public void isBusyAfterAPeriodOfFrequentRequests() {
    requests(100 * MICRO, 999 * MICRO - 100 * MICRO);
    assertFalse(load.isBusy());
    requests(100 * MICRO, MILLI);
    assertTrue(load.isBusy());
  }

  @Test
  public void isNotBusyWithRareRequests() {
    requests(100 * MICRO, 2 * MILLI);
    requests(10 * MILLI, 10 * MILLI);
    assertFalse(load.isBusy());
    requests(300 * MICRO, 10 * MILLI);
    assertFalse(load.isBusy());
  }

  @Test
  public void staysBusyWithAGapAmongManyRequests() {
    requests(5 * MICRO, 2 * MILLI);
    for (int i = 0; i < 100; i++) {
      requests(5 * MICRO, MILLI / 2);
      requests(MILLI / 2, MILLI / 2);
      assertTrue("round " + i, load.isBusy());
    }
  }

  @Test
  public void silenceEndsIt() {
    requests(5 * MICRO, 2 * MILLI);
    now += 2 * MILLI;
    load.look(now);
    load.look(now += MILLI);
    assertEquals(false, load.isBusy());
  }
}
