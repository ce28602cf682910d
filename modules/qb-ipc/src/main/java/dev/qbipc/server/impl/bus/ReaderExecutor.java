package dev.qbipc.server.impl.bus;

import dev.qbipc.server.impl.reader.ReaderThread;
import io.vertx.core.internal.EventExecutor;

/**
 * A reader as the executor of contexts. Their tasks wait for the reader's next round, but a request
 * that the reader dispatches is delivered in place: a task for it would be kept to be run at once,
 * and takes 24 bytes.
 */
public final class ReaderExecutor implements EventExecutor {

  private final ReaderThread thread;

  /** Whether the reader's next task is the delivery of a request; the reader's. */
  private boolean delivering;

  public ReaderExecutor(ReaderThread thread) {
    this.thread = thread;
  }

  @Override
  public boolean inThread() {
    return thread.isCurrent();
  }

  @Override
  public void execute(Runnable task) {
    if (thread.isCurrent() && delivering) {
      // What an operation gives to its context is no delivery any more.
      delivering = false;
      task.run();
    } else {
      // Also after the reader's end: what a context has promised to run is run.
      thread.executeAnyway(task);
    }
  }

  /** Has the next task run in place. The reader's thread only. */
  void beginDelivery() {
    delivering = true;
  }

  /** Has further tasks wait, also if there was no delivery. The reader's thread only. */
  void endDelivery() {
    delivering = false;
  }
}
