package dev.qbipc.server.impl.connection;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import dev.qbipc.server.impl.limits.HeldMemory;
import org.junit.Test;

/** Which arrays a connection keeps for its requests, and what of them counts. */
public class PayloadArraysTest {

  private static final int ROOT = 0;
  private static final int LARGE = 64 * 1024;
  private static final int MAX = 4 * LARGE;

  private final HeldMemory memory = new HeldMemory(MAX, 50);
  private final PayloadArrays arrays = new PayloadArrays(memory.open(ROOT));

  private void assertHeld(long bytes) {
    assertEquals(Math.max(0, bytes - PayloadArrays.SMALL), memory.bytes());
  }

  @Test
  public void arrayIsUsedAgain() {
    byte[] small = arrays.take(10);
    arrays.release(small);
    assertSame(small, arrays.take(200));
    byte[] large = arrays.take(LARGE);
    arrays.release(large);
    assertSame(large, arrays.take(LARGE - 1));
  }

  /** As with every other connection; their number is limited elsewhere. */
  @Test
  public void smallOneDoesNotCount() {
    byte[] small = arrays.take(PayloadArrays.SMALL);
    assertEquals(0, memory.bytes());
    arrays.release(small);
    assertEquals(0, memory.bytes());
  }

  @Test
  public void allThatIsMadeCountsUntilItIsLetGo() {
    byte[] first = arrays.take(LARGE);
    byte[] second = arrays.take(LARGE);
    byte[] small = arrays.take(1000);
    assertHeld(2 * LARGE + 1024);
    arrays.letGo(first);
    assertHeld(LARGE + 1024);
    arrays.release(second);
    arrays.release(small);
    assertHeld(LARGE + 1024);
    arrays.trim();
    assertHeld(1024);
  }

  @Test
  public void oneLargeArrayIsKept() {
    byte[] first = arrays.take(LARGE);
    byte[] second = arrays.take(LARGE);
    arrays.release(first);
    arrays.release(second);
    assertHeld(LARGE);
    assertSame(first, arrays.take(LARGE));
    assertNotSame(second, arrays.take(LARGE));
  }

  @Test
  public void largerOneTakesThePlaceOfALargeOne() {
    arrays.release(arrays.take(LARGE));
    arrays.release(arrays.take(2 * LARGE));
    assertHeld(2 * LARGE);
  }

  /** Where the reader finds no time to sleep. */
  @Test
  public void largeArrayIsLetGoWhenItIsNotUsed() {
    arrays.release(arrays.take(LARGE));
    arrays.trimUnused();
    assertHeld(LARGE);
    arrays.release(arrays.take(LARGE));
    arrays.trimUnused();
    assertHeld(LARGE);
    arrays.trimUnused();
    assertHeld(0);
  }

  /** So it is never refused for the sake of the large one that is there. */
  @Test
  public void smallRequestTakesTheLargeArrayIfThereIsNoOther() {
    byte[] large = arrays.take(LARGE);
    arrays.release(large);
    assertSame(large, arrays.take(1));
    arrays.release(large);
    arrays.trimUnused();
    arrays.trimUnused();
    assertHeld(0);
  }

  @Test
  public void thereIsNoneWhereTooMuchIsHeld() {
    var other = new PayloadArrays(memory.open(ROOT));
    byte[] array = other.take(2 * MAX);
    assertNull(arrays.take(LARGE));
    assertFalse(arrays.haveRoomFor(LARGE));
    assertTrue(arrays.haveRoomFor(PayloadArrays.SMALL));
    byte[] small = arrays.take(PayloadArrays.SMALL);
    assertNull("not two", arrays.take(1));
    other.letGo(array);
    assertTrue(arrays.haveRoomFor(LARGE));
    arrays.release(small);
    assertEquals(LARGE, arrays.take(LARGE).length);
  }

  @Test
  public void nothingCountsOfAnEndedConnection() {
    byte[] used = arrays.take(LARGE);
    byte[] lost = arrays.take(LARGE);
    arrays.release(arrays.take(LARGE));
    arrays.close();
    assertEquals(0, memory.bytes());
    arrays.release(used);
    arrays.letGo(lost);
    assertEquals(0, memory.bytes());
  }
}
