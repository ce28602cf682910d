package dev.qbipc.client.impl;

import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Connects clients that wait as on kernels without {@code futex_waitv}. */
public final class ClientsOfOldKernels {

  private ClientsOfOldKernels() {}

  /** As {@link QbClient#connect}. */
  public static Future<QbClient> connect(Vertx vertx, QbClientOptions options) {
    return ClientConnector.connect(vertx, options, ResponseWaits::timed);
  }
}
