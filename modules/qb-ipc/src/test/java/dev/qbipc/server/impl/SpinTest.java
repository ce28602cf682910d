package dev.qbipc.server.impl;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** A reader spins while that finds requests, and sleeps when it does not. */
public class SpinTest {

  private static final long MOST = 40_000;
  private static final long SOON = 10_000;
  private static final long LATE = 10_000_000;

  private final Spin spin = new Spin(MOST);
  private long now = 1;

  /** How long the reader spins that has nothing to do from now on. */
  private long length() {
    long begin = now;
    while (!spin.isOver(now)) {
      now++;
    }
    spin.interrupted();
    return now - begin;
  }

  /** Requests come so long after the last ones. */
  private void requestsAfter(long gap) {
    spin.requestsFound(now);
    spin.isOver(now);
    now += gap;
    spin.requestsFound(now);
  }

  @Test
  public void spinsAsLongAsMayBeAtFirst() {
    assertEquals(MOST, length());
  }

  @Test
  public void spinsAsLongAsMayBeWhileRequestsComeThatSoon() {
    for (int i = 0; i < 100; i++) {
      requestsAfter(i % 3 == 0 ? MOST : SOON);
    }
    assertEquals(MOST, length());
  }

  @Test
  public void spinsHalfAsLongAfterEachSilenceAndThenNotAtAll() {
    for (long half = MOST / 2; half >= 1000; half /= 2) {
      requestsAfter(LATE);
      assertEquals(half, length());
    }
    requestsAfter(LATE);
    assertEquals(0, length());
  }

  @Test
  public void spinsAgainWhenRequestsComeSoonAgain() {
    for (int i = 0; i < 100; i++) {
      requestsAfter(LATE);
    }
    requestsAfter(SOON);
    assertEquals(MOST, length());
  }

  /** The reader's own waking is part of what it sees of a gap. */
  @Test
  public void gapThatASleeperSeesMayBeTwiceAsLong() {
    for (int i = 0; i < 100; i++) {
      requestsAfter(LATE);
    }
    requestsAfter(2 * MOST);
    assertEquals(MOST, length());
  }

  @Test
  public void requestsInARowAreNoGap() {
    requestsAfter(LATE);
    now += LATE;
    spin.requestsFound(now);
    assertEquals(MOST / 2, length());
  }

  @Test
  public void otherWorkBeginsTheSpinAnewAndSaysNothingOfRequests() {
    for (int i = 0; i < 10; i++) {
      assertEquals(MOST, length());
      now += LATE;
      spin.interrupted();
    }
    spin.requestsFound(now);
    assertEquals(MOST, length());
  }

  @Test
  public void doesNotSpinWhereThatIsSwitchedOff() {
    var off = new Spin(0);
    assertTrue(off.isOver(1));
    off.requestsFound(1);
    assertTrue(off.isOver(1));
  }
}
