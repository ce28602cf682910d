package dev.qbipc.server.impl.reader;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** How long a busy reader looks for more. */
public class SpinTest {

  private static final long LENGTH = 40_000;
  private static final long BEGIN = Long.MAX_VALUE - LENGTH / 2;

  private final Spin spin = new Spin(LENGTH);

  @Test
  public void lastsAsLongAsItMayFromTheFirstLook() {
    assertFalse(spin.isOver(BEGIN));
    assertFalse(spin.isOver(BEGIN + LENGTH - 1));
    assertTrue(spin.isOver(BEGIN + LENGTH));
  }

  @Test
  public void beginsAnewAfterWork() {
    assertFalse(spin.isOver(BEGIN));
    spin.end();
    assertFalse(spin.isOver(BEGIN + LENGTH));
    assertTrue(spin.isOver(BEGIN + 2 * LENGTH));
  }

  @Test
  public void isOverAtOnceWhereItIsSwitchedOff() {
    assertTrue(new Spin(0).isOver(BEGIN));
  }
}
