package dev.qbipc.server.impl.reader;

import io.netty.util.internal.PlatformDependent;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a reader has to run beside its rings: what its own contexts put off, and what other threads
 * want of it.
 */
public final class ReaderTasks {

  private static final Logger LOG = LoggerFactory.getLogger(ReaderTasks.class);

  /** Tasks of each kind that are run before the rings are looked at again. */
  private static final int MOST_PER_TURN = 256;

  /** No other is begun after so long: to unmap a connection's rings takes a millisecond or more. */
  private static final long NANOS_PER_TURN = TimeUnit.MILLISECONDS.toNanos(1);

  private final Queue<Runnable> own = new ArrayDeque<>();
  private final Queue<Runnable> others = PlatformDependent.newMpscQueue();

  /** Adds a task. The reader's thread only. */
  void addOwn(Runnable task) {
    own.add(task);
  }

  /** Adds a task. Any thread may call it, and has to wake the reader then. */
  void addOther(Runnable task) {
    others.add(task);
  }

  /**
   * Whether there is nothing to run. One thread at a time, the reader's while it reads; as below.
   */
  boolean isEmpty() {
    return own.isEmpty() && others.isEmpty();
  }

  /**
   * Runs what is there, up to a bound. A flood of requests does not keep other threads waiting, nor
   * do the ends of hundreds of connections at once keep requests waiting.
   */
  void run() {
    run(others);
    run(own);
  }

  private static void run(Queue<Runnable> tasks) {
    long begun = System.nanoTime();
    for (int count = 0; count < MOST_PER_TURN; count++) {
      Runnable task = tasks.poll();
      if (task == null) {
        return;
      }
      try {
        task.run();
      } catch (RuntimeException | LinkageError | AssertionError e) {
        LOG.error("a task of {} failed", Thread.currentThread().getName(), e);
      }
      if (System.nanoTime() - begun >= NANOS_PER_TURN) {
        return;
      }
    }
  }
}
