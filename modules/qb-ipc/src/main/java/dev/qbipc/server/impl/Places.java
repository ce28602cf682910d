package dev.qbipc.server.impl;

import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;

/**
 * The places of a service's connections: so many in all, so many of one user. A connection has its
 * place from before its rings are made until nothing of it is left. Any thread may call it.
 */
final class Places {

  /** How an attempt to take a place ended. */
  enum Outcome {
    TAKEN,
    NONE_FREE,
    NONE_FREE_FOR_UID,
    CLOSED
  }

  private final int most;
  private final int mostOfUid;
  private final Map<Integer, Integer> takenByUid = new HashMap<>();
  private final Promise<Void> empty = Promise.promise();
  private int taken;
  private boolean closed;

  Places(QbServerOptions options) {
    most = options.getMaxConnections();
    int perUid = options.getMaxConnectionsPerUid();
    mostOfUid = perUid == 0 ? Integer.MAX_VALUE : perUid;
  }

  synchronized Outcome take(int uid) {
    if (closed) {
      return Outcome.CLOSED;
    }
    if (taken >= most) {
      return Outcome.NONE_FREE;
    }
    if (takenByUid.getOrDefault(uid, 0) >= mostOfUid) {
      return Outcome.NONE_FREE_FOR_UID;
    }
    taken++;
    takenByUid.merge(uid, 1, Integer::sum);
    return Outcome.TAKEN;
  }

  void giveBack(int uid) {
    if (isEmptyAndClosedWithout(uid)) {
      empty.tryComplete();
    }
  }

  private synchronized boolean isEmptyAndClosedWithout(int uid) {
    taken--;
    takenByUid.computeIfPresent(uid, (key, count) -> count == 1 ? null : count - 1);
    return closed && taken == 0;
  }

  /** Gives no places away any more. */
  synchronized void close() {
    closed = true;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  private synchronized boolean isEmpty() {
    return taken == 0;
  }

  /** Completes when all places were given back. Call it after {@link #close()}. */
  Future<Void> emptied() {
    if (isEmpty()) {
      empty.tryComplete();
    }
    return empty.future();
  }
}
