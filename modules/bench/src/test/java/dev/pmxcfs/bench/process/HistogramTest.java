package dev.pmxcfs.bench.process;

import static org.junit.Assert.assertEquals;

import java.util.List;
import org.junit.Test;

/** Percentiles and tails of measured times. */
public class HistogramTest {

  private static final double EXACT = 0;

  private final Histogram times = new Histogram();

  @Test
  public void aPercentileIsTheTimeThatSuchAShareDoesNotExceed() {
    times.add(10, 98);
    times.add(20, 1);
    times.add(3000, 1);
    assertEquals(10, times.percentile(0.5), EXACT);
    assertEquals(10, times.percentile(0.98), EXACT);
    assertEquals(20, times.percentile(0.99), EXACT);
    assertEquals(3000, times.percentile(0.999), EXACT);
  }

  @Test
  public void histogramsOfSeveralClientsAddUp() {
    times.add(10, 1);
    var other = new Histogram();
    other.add(10, 1);
    other.add(5, 3);
    assertEquals(5, times.add(other).percentile(0.6), EXACT);
  }

  @Test
  public void theTailOfATimeIsTheShareOfLongerOnes() {
    times.add(10, 3);
    times.add(20, 1);
    assertEquals(List.of(new Histogram.Tail(10, 0.25)), times.tails());
  }
}
