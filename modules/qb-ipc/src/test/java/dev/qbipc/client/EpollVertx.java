package dev.qbipc.client;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** Vert.x as clients need it. */
public final class EpollVertx {

  private EpollVertx() {}

  /** An instance on the native transport. */
  public static Vertx start() {
    return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  }
}
