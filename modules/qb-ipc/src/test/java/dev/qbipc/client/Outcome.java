package dev.qbipc.client;

import static org.junit.Assert.assertThrows;

import dev.qbipc.QbException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits, on the thread of a test, for what becomes of a future. */
public final class Outcome {

  /** How long anything may take that a test waits for. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private Outcome() {}

  /** The value it completes with. */
  public static <T> T value(Future<T> future) {
    try {
      return future.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came of it in " + PATIENCE, e);
    }
  }

  /** The errno it fails with. */
  public static int errno(Future<?> future) {
    return assertThrows(QbException.class, () -> value(future)).errno();
  }

  /** How long it takes until it has come to anything. */
  public static Duration time(Future<?> future) {
    long begin = System.nanoTime();
    value(future.transform(done -> Future.succeededFuture()));
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
