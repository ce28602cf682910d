package dev.qbipc.fuse.channel;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.junit.Test;

/** When more than one reader waits. */
public class DemandTest {

  private static final int REQUESTS = 1000;

  /** What the kernel gives as the caller when a file is closed. */
  private static final int KERNEL = 0;

  private final Demand demand = new Demand();

  private void requests(IntUnaryOperator caller) {
    for (int i = 0; i < REQUESTS; i++) {
      demand.taken(caller.applyAsInt(i));
    }
  }

  @Test
  public void oneCallerIsServedByOneReader() {
    requests(i -> 7);
    assertFalse(demand.isHigh());
  }

  @Test
  public void whatTheKernelSaysByItselfIsNoOtherCaller() {
    requests(i -> i % 3 == 0 ? KERNEL : 7);
    assertFalse(demand.isHigh());
  }

  @Test
  public void programsThatAreStartedOneAfterTheOtherAreServedByOneReader() {
    requests(i -> 100 + i / 6);
    assertFalse(demand.isHigh());
  }

  @Test
  public void callersThatTakeTurnsAreServedBySeveral() {
    requests(i -> 100 + i % 2);
    assertTrue(demand.isHigh());
  }

  /** As clients are that open, read and close: what they call comes mixed. */
  @Test
  public void itTakesNoMoreThanTheThirdRequestToBeOfAnother() {
    requests(i -> 100 + i / 2 % 4);
    assertTrue(demand.isHigh());
  }

  @Test
  public void theLastOfThemIsServedByOneAgain() {
    requests(i -> 100 + i % 4);
    requests(i -> 100);
    assertFalse(demand.isHigh());
  }

  @Test
  public void aRequestThatTakesLongHasAnotherReaderWait() {
    demand.taken(7);
    demand.held(TimeUnit.MILLISECONDS.toNanos(1));
    assertTrue(demand.isHigh());
    requests(i -> 7);
    assertFalse(demand.isHigh());
  }

  @Test
  public void aRequestThatIsQuickDoesNot() {
    requests(i -> 7);
    demand.held(TimeUnit.MICROSECONDS.toNanos(10));
    assertFalse(demand.isHigh());
  }
}
