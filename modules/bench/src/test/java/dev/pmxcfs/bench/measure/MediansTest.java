package dev.pmxcfs.bench.measure;

import static org.junit.Assert.assertEquals;

import java.util.List;
import org.junit.Test;

/** The median is not led astray by one bad round. */
public class MediansTest {

  private static final double EXACT = 0;

  @Test
  public void ofAnOddNumberItIsTheMiddleOne() {
    assertEquals(3, Medians.of(List.of(1000.0, 1.0, 3.0), Double::doubleValue), EXACT);
  }

  @Test
  public void ofAnEvenNumberItIsBetweenTheMiddleTwo() {
    assertEquals(2, Medians.of(List.of(1000.0, 1.0, 3.0, -5.0), Double::doubleValue), EXACT);
  }
}
