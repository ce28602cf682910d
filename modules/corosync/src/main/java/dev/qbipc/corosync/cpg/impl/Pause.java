package dev.qbipc.corosync.cpg.impl;

import dev.qbipc.corosync.impl.transport.ServiceConnection;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * The pause of a slow member, which outlives memberships, and the limit that it has while there is
 * one. Belongs to the group's context.
 */
final class Pause {

  private static final long NONE = -1;

  private final Vertx vertx;
  private final Duration limit;
  private final Runnable tooLong;
  private boolean paused;
  private long timer = NONE;

  /**
   * @param limit of a pause; zero for none
   * @param tooLong runs when it is over
   */
  Pause(Vertx vertx, Duration limit, Runnable tooLong) {
    this.vertx = vertx;
    this.limit = limit;
    this.tooLong = tooLong;
  }

  /**
   * @param connection that is paused, or null
   */
  void begin(ServiceConnection connection) {
    paused = true;
    if (connection != null) {
      applyTo(connection);
    }
  }

  /** Pauses a connection if this is a pause. */
  void applyTo(ServiceConnection connection) {
    if (paused) {
      connection.pause();
      if (!limit.isZero() && timer == NONE) {
        timer = vertx.setTimer(limit.toMillis(), over -> over());
      }
    }
  }

  private void over() {
    timer = NONE;
    tooLong.run();
  }

  /**
   * @param connection that was paused, or null
   */
  void end(ServiceConnection connection) {
    paused = false;
    released();
    if (connection != null) {
      connection.resume();
    }
  }

  /** There is no connection any more. */
  void released() {
    if (timer != NONE) {
      vertx.cancelTimer(timer);
      timer = NONE;
    }
  }

  boolean isPaused() {
    return paused;
  }
}
