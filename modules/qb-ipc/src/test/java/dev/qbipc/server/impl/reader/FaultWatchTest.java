package dev.qbipc.server.impl.reader;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** Whose fault it was when the error has gone by the code that handles it. */
public class FaultWatchTest {

  private int looks;
  private boolean truncated;

  private final FaultWatch watch =
      new FaultWatch(
          () -> {
            looks++;
            return truncated;
          });

  @Test
  public void accessThatWasEnteredAndNotLeftMakesTheReaderLookOnce() {
    watch.entered();
    assertFalse(watch.surface());
    assertTrue(watch.surface());
    assertEquals(1, looks);
  }

  @Test
  public void accessThatWasLeftMakesNobodyLook() {
    watch.entered();
    watch.left();
    assertTrue(watch.surface());
    assertEquals(0, looks);
  }

  @Test
  public void errorThatAnApplicationHasCaughtIsAFaultIfARingWasTruncated() {
    truncated = true;
    assertTrue(watch.attributeCaught());
  }

  /** The client may have restored its ring since. */
  @Test
  public void errorThatAnApplicationHasCaughtIsAFaultIfAnAccessWasNotLeft() {
    watch.entered();
    assertTrue(watch.attributeCaught());
    assertTrue(watch.surface());
  }

  @Test
  public void anyOtherErrorIsTheApplicationsOwn() {
    assertFalse(watch.attributeCaught());
  }
}
