package dev.qbipc.corosync;

import io.vertx.core.Future;
import io.vertx.core.Handler;

/**
 * What all connections to corosync have in common. Each is one connection of libqb, with 3.1 MiB of
 * /dev/shm. It belongs to the context that opened it: handlers run there, and it ends when the
 * verticle is undeployed. Any thread may call its methods; futures complete on the caller's
 * context.
 *
 * <p>When corosync ends, all of its connections do, and nothing survives: members, trackings and
 * handles have to be made anew, on new connections (corosync, section 1.2). {@link Reconnecting}
 * does that.
 *
 * <p>Calls fail with a {@link CorosyncException}. None waits longer than {@link
 * CorosyncOptions#getRequestTimeout()}, unless it says so.
 */
public interface CorosyncConnection {

  /**
   * Sets what is called once when the connection has ended, with the reason: ENOTCONN when corosync
   * has gone or {@link #close()} was called, ETIMEDOUT when it did not answer in time, EBADMSG when
   * it sent what cannot be understood. Calls that were outstanding have failed by then, and events
   * that had arrived before have been handed over. Set after the end, it is called at once.
   *
   * @param handler null for none
   * @return this
   */
  CorosyncConnection closeHandler(Handler<CorosyncException> handler);

  /** {@return whether the connection is there} */
  boolean isOpen();

  /**
   * Ends the connection; events that have not been handed over are dropped. A second call completes
   * with the first.
   *
   * @return completes when its memory is released
   */
  Future<Void> close();
}
