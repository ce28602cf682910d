package dev.qbipc.client.impl;

import io.netty.util.concurrent.Future;

/**
 * One timer for all deadlines of a client. It is set for the earliest and not touched when that was
 * met in time, which nearly all are: when it goes off, whoever set it looks which is the earliest
 * now. Belongs to the event loop.
 */
final class DeadlineTimer {

  private final ClientLoop loop;
  private final Runnable action;
  private Future<?> timer;
  private long at;

  /**
   * @param action looks for deadlines that are over, and calls {@link #include} for others
   */
  DeadlineTimer(ClientLoop loop, Runnable action) {
    this.loop = loop;
    this.action = action;
  }

  /** Makes sure that the action runs when this is over. */
  void include(Deadline deadline) {
    if (deadline.isNever() || timer != null && at - deadline.at() <= 0) {
      return;
    }
    stop();
    at = deadline.at();
    timer = loop.schedule(this::run, deadline.remaining());
  }

  private void run() {
    timer = null;
    action.run();
  }

  /** Forgets all deadlines. */
  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
