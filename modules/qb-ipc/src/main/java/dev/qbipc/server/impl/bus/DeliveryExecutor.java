package dev.qbipc.server.impl.bus;

import io.vertx.core.internal.EventExecutor;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * A reader as the executor of contexts. Their tasks wait for the reader's next round, but a request
 * that the reader dispatches is delivered in place: a task for it would be kept to be run at once,
 * and takes 24 bytes.
 */
public final class DeliveryExecutor implements EventExecutor {

  private final BooleanSupplier inThread;
  private final Executor tasks;

  /** Whether the reader's next task is the delivery of a request; the reader's. */
  private boolean delivering;

  /**
   * @param inThread whether the calling thread is the reader's
   * @param tasks runs tasks later on the reader's thread; also after the reader's end, since what a
   *     context has promised to run is run
   */
  public DeliveryExecutor(BooleanSupplier inThread, Executor tasks) {
    this.inThread = inThread;
    this.tasks = tasks;
  }

  @Override
  public boolean inThread() {
    return inThread.getAsBoolean();
  }

  @Override
  public void execute(Runnable task) {
    if (inThread() && delivering) {
      // Tasks that an operation schedules on its context are not part of the delivery.
      delivering = false;
      task.run();
    } else {
      tasks.execute(task);
    }
  }

  /** Makes the next task run in place. For the reader's thread only. */
  void beginDelivery() {
    delivering = true;
  }

  /** Makes further tasks wait, also if there was no delivery. For the reader's thread only. */
  void endDelivery() {
    delivering = false;
  }
}
