package dev.qbipc.client.impl;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The event loop as one client uses it: the client hears of what its tasks throw, which the event
 * loop itself would only log.
 *
 * <p>It is here that they are caught, and not in the tasks: the fault of a truncated ring can pass
 * by the handlers of a compiled method, but then reaches its caller (see {@link
 * dev.qbipc.linux.memory.PendingFault}). For the same reason there are two handlers: such a fault
 * can surface in the one that has caught something else.
 */
final class ClientLoop {

  private final EventLoop loop;
  private final Consumer<Throwable> failed;

  /**
   * @param failed hears of what a task throws; must not throw itself
   */
  ClientLoop(EventLoop loop, Consumer<Throwable> failed) {
    this.loop = loop;
    this.failed = failed;
  }

  /**
   * Runs a task here and now if this is the event loop, and there otherwise, unless it has ended.
   */
  void runOrExecute(Runnable task) {
    if (loop.inEventLoop()) {
      run(task);
    } else if (!loop.isShutdown()) {
      execute(task);
    }
  }

  /** Whether this is the event loop. */
  boolean isCurrent() {
    return loop.inEventLoop();
  }

  /** Runs a task, here and now; only on the event loop. */
  void run(Runnable task) {
    try {
      attempt(task);
    } catch (InternalError e) {
      failed.accept(e);
    }
  }

  private void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | InternalError e) {
      failed.accept(e);
    }
  }

  /** Runs a task after those that wait already. Any thread may call it. */
  void execute(Runnable task) {
    loop.execute(task(task));
  }

  /** Prepares a task for the methods below, for one that is run repeatedly. */
  Runnable task(Runnable task) {
    return () -> run(task);
  }

  /**
   * As {@link #execute}.
   *
   * @param task from {@link #task}
   */
  void executeAgain(Runnable task) {
    loop.execute(task);
  }

  /**
   * Runs a task when the event loop has looked at its channels and timers. It does not look at them
   * for up to a second while tasks of {@link #execute} keep coming.
   *
   * @param task from {@link #task}
   */
  void executeNextTurn(Runnable task) {
    loop.schedule(task, 0, TimeUnit.NANOSECONDS);
  }

  /**
   * Runs a task later.
   *
   * @param delay nanoseconds
   * @return cancels it
   */
  Future<?> schedule(Runnable task, long delay) {
    return loop.schedule(() -> run(task), delay, TimeUnit.NANOSECONDS);
  }
}
