package dev.qbipc.corosync.cmap;

import io.vertx.core.Future;

/**
 * A key, or all keys that begin alike, whose changes are told to a handler, until it is closed or
 * its connection has ended. Any thread may call its methods.
 */
public interface CmapTracking {

  /** {@return the key, or what the keys begin with} */
  String key();

  /**
   * Ends the tracking. Its handler is called no more from now on, whatever corosync has sent by
   * then; called on another thread than the handler's, it may be at work still. A second call
   * completes with the first.
   *
   * @return completes when corosync has forgotten it
   */
  Future<Void> close();
}
