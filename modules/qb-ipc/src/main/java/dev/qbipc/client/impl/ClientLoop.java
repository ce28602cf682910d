package dev.qbipc.client.impl;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The event loop as one client uses it: the client hears of what its tasks throw.
 *
 * <p>Each task handles what it expects. But the fault of a truncated ring can pass by the handlers
 * of a compiled method (see {@link dev.qbipc.linux.memory.PendingFault}), and then the event loop
 * would get it, which only logs it.
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

  /** Runs a task, here and now; only on the event loop. */
  void run(Runnable task) {
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

  /** Prepares a task for {@link #execute}, for one that is run repeatedly. */
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
   * Runs a task later.
   *
   * @param delay nanoseconds
   * @return cancels it
   */
  Future<?> schedule(Runnable task, long delay) {
    return loop.schedule(() -> run(task), delay, TimeUnit.NANOSECONDS);
  }
}
