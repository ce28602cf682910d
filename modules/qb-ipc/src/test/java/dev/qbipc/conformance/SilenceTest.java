package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.Test;

/** A request that comes after a long silence, in which the reader has slept. */
public class SilenceTest extends OwnServerTest {

  private static final Duration SILENCE = Duration.ofMillis(20);

  @Test
  public void callsAfterSilenceAreAnswered() {
    try (var client = connect()) {
      for (int i = 0; i < 50; i++) {
        LockSupport.parkNanos(SILENCE.toNanos());
        assertEquals(i, client.call(ECHO, i).intAt(0));
      }
    }
  }
}
