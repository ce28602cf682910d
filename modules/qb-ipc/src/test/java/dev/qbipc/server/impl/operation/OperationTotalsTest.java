package dev.qbipc.server.impl.operation;

import static org.junit.Assert.assertEquals;

import dev.qbipc.server.Latencies;
import java.util.Collections;
import java.util.List;
import org.junit.Test;

/** What is told of the times that readers counted. */
public class OperationTotalsTest {

  private static final List<Long> BOUNDS = Latencies.BOUNDS_NANOS;
  private static final long MICROSECOND = 1_000;
  private static final long SECOND = 1_000_000_000;

  private static Latencies latencies(long... nanos) {
    var counters = new OperationCounters.OfReader();
    for (long one : nanos) {
      counters.ended(one);
    }
    return counters.totals().latencies();
  }

  /** How many took at most as long as a bound. */
  private static long upTo(long bound, Latencies latencies) {
    return latencies.upTo().get(BOUNDS.indexOf(bound));
  }

  @Test
  public void withoutRequestsEverythingIsZero() {
    var none = Collections.nCopies(BOUNDS.size(), 0L);
    assertEquals(new Latencies(0, 0, 0, 0, 0, 0, 0, none), latencies());
    assertEquals(0, latencies().meanNanos());
  }

  @Test
  public void boundsRise() {
    for (int i = 1; i < BOUNDS.size(); i++) {
      assertEquals(1, Long.signum(BOUNDS.get(i) - BOUNDS.get(i - 1)));
    }
  }

  @Test
  public void aRequestCountsFromItsBoundOn() {
    for (int i = 0; i < BOUNDS.size(); i++) {
      long bound = BOUNDS.get(i);
      var at = latencies(bound);
      var behind = latencies(bound + bound / 10);
      for (int j = 0; j < BOUNDS.size(); j++) {
        assertEquals(bound + " at " + BOUNDS.get(j), j < i ? 0L : 1L, (long) at.upTo().get(j));
        assertEquals(
            "behind " + bound + " at " + BOUNDS.get(j),
            j <= i ? 0L : 1L,
            (long) behind.upTo().get(j));
      }
    }
  }

  @Test
  public void slowerOnesThanTheLastBoundAreInTheCountAlone() {
    var latencies = latencies(MICROSECOND / 2, 11 * SECOND, 5_000 * SECOND, -1);
    assertEquals(4, latencies.count());
    assertEquals(2, upTo(MICROSECOND, latencies));
    assertEquals(2, (long) latencies.upTo().get(BOUNDS.size() - 1));
  }

  @Test
  public void theSumIsExact() {
    var latencies = latencies(1_234_567, 7_654_321, 3);
    assertEquals(8_888_891, latencies.sumNanos());
    assertEquals(2_962_963, latencies.meanNanos());
  }

  @Test
  public void readersAreAddedUp() {
    var first = new OperationCounters.OfReader();
    first.ended(MICROSECOND);
    first.errors = 1;
    first.timeouts = 2;
    first.inFlight = 3;
    var second = new OperationCounters.OfReader();
    second.ended(SECOND);
    second.ended(SECOND);
    second.errors = 10;
    second.timeouts = 20;
    second.inFlight = 30;
    var sum = first.totals().plus(second.totals());
    assertEquals(11, sum.errors());
    assertEquals(22, sum.timeouts());
    assertEquals(33, sum.inFlight());
    assertEquals(3, sum.latencies().count());
    assertEquals(2 * SECOND + MICROSECOND, sum.latencies().sumNanos());
    assertEquals(1, upTo(MICROSECOND, sum.latencies()));
    assertEquals(3, upTo(SECOND, sum.latencies()));
  }

  @Test
  public void whatWasReadIsNotCountedOn() {
    var counters = new OperationCounters.OfReader();
    counters.ended(SECOND);
    var before = counters.totals();
    counters.ended(SECOND);
    assertEquals(1, before.latencies().count());
    assertEquals(2, counters.totals().latencies().count());
  }
}
