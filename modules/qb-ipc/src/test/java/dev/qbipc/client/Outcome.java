package dev.qbipc.client;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.ext.unit.TestContext;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** How soon it comes to anything that a client has asked for. */
public final class Outcome {

  /** How long anything may take that a test waits for. */
  public static final Duration PATIENCE = Patience.LIMIT;

  /** The time of a call that something else than its time has to end. */
  public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final int ATTEMPTS = 5;

  private Outcome() {}

  /**
   * Fails unless something happens at once: much sooner than after the two seconds in which a
   * client looks after its server. Tried some times, since a busy machine can be late.
   *
   * @param attempt has it happen, and says how long that took
   */
  public static void assertAtOnce(Supplier<Duration> attempt) {
    var shortest = attempt.get();
    for (int i = 1; i < ATTEMPTS && shortest.compareTo(AT_ONCE) > 0; i++) {
      shortest = Collections.min(List.of(shortest, attempt.get()));
    }
    assertTrue("took " + shortest, shortest.compareTo(AT_ONCE) <= 0);
  }

  /** How long it takes until it has come to anything. */
  public static Duration time(TestContext test, Future<?> future) {
    long begin = System.nanoTime();
    await(test, future.transform(done -> Future.succeededFuture()));
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
