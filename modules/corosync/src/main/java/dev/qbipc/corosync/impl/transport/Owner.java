package dev.qbipc.corosync.impl.transport;

import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;

/** The verticle that a connection belongs to, or else Vert.x: what ends with it is no outage. */
public final class Owner {

  private Owner() {}

  /** Whether the owner of a context has ended. Any thread may ask. */
  public static boolean hasEnded(Context context) {
    return ((ContextInternal) context).closeFuture().isClosed();
  }
}
