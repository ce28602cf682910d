package dev.qbipc.server.impl.limits;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.server.QueueLimits;
import org.junit.Test;

/** How much of the heap clients may have held for them. */
public class HeldMemoryTest {

  private static final int ROOT = 0;
  private static final int USER = 65533;
  private static final int OTHER = 65532;
  private static final int THIRD = 65531;

  private final HeldMemory memory = new HeldMemory(1000, 50);

  private static void take(HeldMemory.Share share, int count, long bytes) {
    for (int i = 0; i < count; i++) {
      assertTrue("number " + i, share.take(bytes));
    }
  }

  @Test
  public void userHasNoMoreThanAPart() {
    var share = memory.open(USER);
    take(share, 5, 100);
    assertFalse(share.take(1));
    assertEquals(500, memory.bytes());
    share.release(100);
    assertTrue(share.take(100));
  }

  @Test
  public void connectionsOfAUserShareItsPart() {
    take(memory.open(USER), 5, 100);
    assertFalse(memory.open(USER).take(1));
    assertTrue("another user's", memory.open(OTHER).take(100));
  }

  @Test
  public void lastQuarterIsForTrustedUsers() {
    take(memory.open(USER), 5, 100);
    take(memory.open(OTHER), 2, 100);
    take(memory.open(OTHER), 1, 50);
    assertFalse(memory.open(OTHER).take(1));
    assertFalse(memory.open(THIRD).take(1));
    take(memory.open(ROOT), 2, 125);
    assertFalse("there is no more", memory.open(ROOT).take(1));
  }

  @Test
  public void trustedUserMayHaveAll() {
    take(memory.open(ROOT), 10, 100);
    assertFalse(memory.open(USER).take(1));
  }

  /** It would wait for ever. */
  @Test
  public void somethingLargerThanAllIsHeldIfHalfIsFree() {
    var share = memory.open(USER);
    take(share, 3, 100);
    assertFalse(share.take(5000));
    share.release(50);
    assertTrue(share.hasRoomFor(5000));
    assertTrue(share.take(5000));
    assertFalse(share.take(1));
    share.release(5000);
    assertTrue(share.take(250));
  }

  @Test
  public void nothingIsLeftOfUsersThatAreGone() {
    var first = memory.open(USER);
    var second = memory.open(USER);
    take(first, 1, 100);
    first.release(100);
    first.close();
    assertEquals(1, memory.users());
    second.close();
    assertEquals(0, memory.users());
    assertEquals(0, memory.bytes());
  }

  @Test
  public void byDefaultItIsAQuarterOfTheHeap() {
    long heap = Runtime.getRuntime().maxMemory();
    assertEquals(Math.min(heap / 4, Integer.MAX_VALUE), new QueueLimits().getMaxHeldBytes());
  }
}
