package dev.qbipc.fuse.session;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.fuse.CallLatencies;
import dev.qbipc.fuse.CallStats;
import dev.qbipc.fuse.wire.Opcode;
import java.util.List;
import org.junit.Test;

/** What is made of the times that calls take. */
public class CallCountersTest {

  private final CallCounters counters = new CallCounters();

  private static CallStats only(CallCounters counters) {
    List<CallStats> stats = counters.stats();
    assertEquals(1, stats.size());
    return stats.get(0);
  }

  private static void assertAbout(long expected, long actual) {
    assertTrue(actual + " for " + expected, Math.abs(actual - expected) <= expected / 10);
  }

  @Test
  public void timesAreToldToATenth() {
    for (int i = 1; i <= 1000; i++) {
      counters.ended(Opcode.READ, false, i * 10_000L);
    }
    CallLatencies latencies = only(counters).latencies();
    assertEquals(1000, latencies.count());
    assertEquals(1000 * 1001 / 2 * 10_000L, latencies.sumNanos());
    assertEquals(1001 * 10_000L / 2, latencies.meanNanos());
    assertAbout(5_000_000, latencies.p50Nanos());
    assertAbout(9_000_000, latencies.p90Nanos());
    assertAbout(9_900_000, latencies.p99Nanos());
    assertAbout(9_990_000, latencies.p999Nanos());
    assertAbout(10_000_000, latencies.maxNanos());
  }

  @Test
  public void callsAreToldApartByBounds() {
    counters.ended(Opcode.READ, false, 0);
    counters.ended(Opcode.READ, false, 2_000);
    counters.ended(Opcode.READ, false, 3_000_000_000L);
    counters.ended(Opcode.READ, false, Long.MAX_VALUE);
    List<Long> upTo = only(counters).latencies().upTo();
    assertEquals(CallLatencies.BOUNDS_NANOS.size(), upTo.size());
    assertEquals(List.of(1L, 2L, 2L), upTo.subList(0, 3));
    assertEquals(3, upTo.get(upTo.size() - 1).longValue());
  }

  @Test
  public void aClockThatGoesBackDoesNoHarm() {
    counters.ended(Opcode.READ, false, -5);
    assertEquals(1, only(counters).calls());
    assertEquals(0, only(counters).latencies().sumNanos());
  }

  @Test
  public void severalThreadsCountAsOne() {
    var others = new CallCounters();
    counters.ended(Opcode.READ, true, 1_000_000);
    others.ended(Opcode.READ, false, 3_000_000);
    others.ended(Opcode.WRITE, true, 1_000_000);
    counters.add(others);
    assertEquals(
        List.of("read 2 1", "write 1 1"),
        counters.stats().stream()
            .map(calls -> calls.name() + " " + calls.calls() + " " + calls.errors())
            .toList());
    assertEquals(4_000_000, counters.stats().get(0).latencies().sumNanos());
    assertEquals(2, others.stats().size());
  }
}
