package dev.qbipc.client.impl;

import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Polls for whether a server takes requests again, since libqb does not wake clients for that
 * (protocol, section 5). Belongs to the event loop.
 */
final class RoomTimer {

  private static final long FIRST_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long MAX_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final ClientLoop loop;
  private final Runnable look;
  private Future<?> timer;
  private long delay = FIRST_DELAY_NANOS;

  /**
   * @param look looks, and calls {@link #start} or {@link #stop}
   */
  RoomTimer(ClientLoop loop, Runnable look) {
    this.loop = loop;
    this.look = look;
  }

  /** Schedules the next check, with a longer delay each time. */
  void start() {
    if (timer == null) {
      timer = loop.schedule(this::run, delay);
      delay = Math.min(2 * delay, MAX_DELAY_NANOS);
    }
  }

  private void run() {
    timer = null;
    look.run();
  }

  /** Takes no more looks; the next begin anew. */
  void stop() {
    delay = FIRST_DELAY_NANOS;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
