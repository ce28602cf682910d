package dev.pmxcfs.bench.report;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.bench.report.Row.Verdict;
import org.junit.Test;

/** A row says whether its goal is met. */
public class RowTest {

  @Test
  public void aRatioBelowItsGoalIsAMiss() {
    Row row = Row.ratio("echo", new Goal.AtLeast(10), Unit.THOUSANDS_PER_SECOND, 100_000, 25_000);
    assertEquals(
        new Row("echo", "≥ 10.00x", "100.0 k/s", "25.0 k/s", "4.00x", Verdict.MISSED), row);
  }

  @Test
  public void aLatencyAtItsGoalIsAHit() {
    Row row = Row.value("p50", new Goal.AtMost(2000), Unit.MICROSECONDS, 2000);
    assertEquals(new Row("p50", "≤ 2.00 µs", "2.00 µs", "-", "-", Verdict.MET), row);
  }

  @Test
  public void whatIsToldForComparisonIsNoGoal() {
    Row row = Row.ratio("p99.9", new Goal.None(), Unit.MICROSECONDS, 5000, 1000);
    assertEquals(Verdict.NO_GOAL, row.verdict());
  }
}
