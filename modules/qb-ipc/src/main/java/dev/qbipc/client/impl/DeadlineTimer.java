package dev.qbipc.client.impl;

import io.netty.util.concurrent.Future;

/**
 * One timer for all deadlines of a client. It is set for the earliest deadline and not touched when
 * that is met, as nearly all are: when it fires, its action determines the earliest deadline at
 * that time. Belongs to the event loop.
 */
final class DeadlineTimer {

  private final ClientLoop loop;
  private final Runnable action;
  private Future<?> timer;
  private long at;

  /**
   * @param action handles deadlines that have passed, and calls {@link #include} for the others
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
