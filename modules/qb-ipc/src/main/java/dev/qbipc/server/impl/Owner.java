package dev.qbipc.server.impl;

import io.vertx.core.Closeable;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;

/**
 * What a service ends with: the verticle that has called it, or Vert.x. Guarded by the service's
 * monitor.
 */
final class Owner {

  private final Closeable hook;
  private CloseFuture owner;

  /**
   * @param hook ends the service
   */
  Owner(Closeable hook) {
    this.hook = hook;
  }

  /**
   * Makes the service end with the verticle of a context, or with Vert.x, and no longer with what
   * it would have ended with before.
   *
   * @return false if that has ended already; then nothing is changed
   */
  boolean become(ContextInternal context) {
    CloseFuture next = context.closeFuture();
    if (next != owner) {
      if (!next.add(hook)) {
        return false;
      }
      leave();
      owner = next;
    }
    return true;
  }

  /** Lets the service end with nothing any more. */
  void leave() {
    if (owner != null) {
      owner.remove(hook);
      owner = null;
    }
  }
}
