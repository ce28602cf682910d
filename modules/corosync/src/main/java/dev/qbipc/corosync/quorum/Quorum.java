package dev.qbipc.corosync.quorum;

import dev.qbipc.corosync.CorosyncConnection;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import io.vertx.core.Future;
import io.vertx.core.Handler;

/**
 * A connection to corosync's service quorum: whether this node has the quorum, and which nodes it
 * hears. Both are asked for with {@link #current()}, or tracked:
 *
 * <pre>{@code
 * Reconnecting.keep(vertx, corosync::quorum)
 *     .handler(quorum -> quorum.handler(state -> writable = state.quorate()).track())
 *     .lostHandler(reason -> writable = false)
 *     .start();
 * }</pre>
 *
 * <p>Handlers are called one at a time, in corosync's order. There is nothing to pause: corosync
 * tells of each new ring once, in some hundred bytes.
 */
public interface Quorum extends CorosyncConnection {

  /**
   * {@return whether there is something that decides} It was asked when this connection was made.
   */
  QuorumType type();

  /** {@return whether this node has the quorum} */
  Future<Boolean> quorate();

  /**
   * Asks for the state as it is now. While tracking, the handlers are called with it too, and it
   * may be one that was on its way already.
   *
   * @return the state
   */
  Future<QuorumState> current();

  /**
   * Sets what is called with each state while {@linkplain #track() tracking}.
   *
   * @param handler null for none
   * @return this
   */
  Quorum handler(Handler<QuorumState> handler);

  /**
   * Sets what is called with the nodes of each ring while {@linkplain #track() tracking}. It comes
   * before the {@linkplain #handler state} of that ring, as a rule: it is known before anybody has
   * counted votes.
   *
   * @param handler null for none
   * @return this
   */
  Quorum nodesHandler(Handler<QuorumNodes> handler);

  /**
   * Tracks the quorum: the handlers are called with what is now, and with each change. A ring may
   * have the nodes of the one before, so that a state may only differ in its ring.
   *
   * @return completes when corosync has taken the request; the first calls of the handlers may come
   *     before. Fails with {@link CorosyncError#EXIST} if this is tracking already, and the
   *     handlers are called with what is now all the same
   */
  Future<Void> track();

  /**
   * As {@link #track()}, with changes alone.
   *
   * @return as there
   */
  Future<Void> trackChanges();

  /**
   * Stops tracking. The handlers are called no more. Not to be tracking is no failure.
   *
   * @return completes when corosync has taken it
   */
  Future<Void> stopTracking();

  @Override
  Quorum closeHandler(Handler<CorosyncException> handler);
}
