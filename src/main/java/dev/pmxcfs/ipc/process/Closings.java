package dev.pmxcfs.ipc.process;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been opened, to be closed in the reverse order. The time of each closing is limited, so
 * that one that hangs does not keep the others from their turn.
 */
public final class Closings {

  private static final Logger LOG = LoggerFactory.getLogger(Closings.class);

  private final Duration limitForEach;
  private final Deque<Closing> closings = new ArrayDeque<>();

  /** Something to be closed, with a name for the log. */
  private record Closing(String name, Supplier<? extends Future<?>> action) {}

  public Closings(Duration limitForEach) {
    this.limitForEach = limitForEach;
  }

  /** Remembers something to be closed before everything added so far. */
  public synchronized void add(String name, Supplier<? extends Future<?>> action) {
    closings.push(new Closing(name, action));
  }

  /**
   * Closes everything. Blocks. What does not close, or not in time, is logged.
   *
   * @param limitForAll how long all of it may take together
   * @return whether everything closed
   */
  public synchronized boolean closeAll(Duration limitForAll) {
    long deadline = System.nanoTime() + limitForAll.toNanos();
    boolean inOrder = true;
    while (!closings.isEmpty()) {
      inOrder &= close(closings.pop(), deadline);
    }
    return inOrder;
  }

  private boolean close(Closing closing, long deadline) {
    long nanos = Math.min(deadline - System.nanoTime(), limitForEach.toNanos());
    try {
      begin(closing).await(nanos, TimeUnit.NANOSECONDS);
      LOG.debug("closed: {}", closing.name());
      return true;
    } catch (TimeoutException e) {
      LOG.error("{} did not close in time", closing.name());
    } catch (Exception e) {
      LOG.error("{} did not close", closing.name(), e);
    }
    return false;
  }

  /** Closes on a thread of its own, since even to begin may block. */
  private static Future<?> begin(Closing closing) {
    Promise<Object> closed = Promise.promise();
    DaemonThread.start(
        "close",
        () -> {
          try {
            closing.action().get().onComplete(done -> closed.complete(), closed::fail);
          } catch (RuntimeException e) {
            closed.fail(e);
          }
        });
    return closed.future();
  }
}
