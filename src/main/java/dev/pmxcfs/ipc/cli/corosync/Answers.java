package dev.pmxcfs.ipc.cli.corosync;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for answers, for all of them together no longer than a time. */
final class Answers {

  /** What is said when there are none. */
  static final String NONE =
      "corosync does not answer; perhaps its nodes are forming a new ring (see --timeout)";

  private final Duration time;
  private final long deadline;

  Answers(Duration time) {
    this.time = time;
    deadline = System.nanoTime() + time.toNanos();
  }

  /** Waits for others, as long as this did for its own. */
  Answers again() {
    return new Answers(time);
  }

  /**
   * What a future completes with; fails as it does.
   *
   * @throws CommandFailedException when the time is over
   */
  <T> T await(Future<T> answer) {
    try {
      return answer.await(left(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new CommandFailedException(NONE, e);
    }
  }

  /**
   * The next element of a queue.
   *
   * @throws CommandFailedException when the time is over
   */
  <T> T poll(BlockingQueue<T> queue) {
    try {
      T element = queue.poll(left(), TimeUnit.NANOSECONDS);
      if (element == null) {
        throw new CommandFailedException(NONE);
      }
      return element;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }

  private long left() {
    return Math.max(0, deadline - System.nanoTime());
  }
}
