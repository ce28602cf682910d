package dev.qbipc.corosync.cfg.impl;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import io.vertx.core.Future;

/**
 * Corosync before 3.1.1 takes a request that it does not know for one with an invalid parameter
 * (corosync, sections 1.1 and 6), which requests of these kinds cannot have.
 */
final class OldCorosync {

  private OldCorosync() {}

  /** Fails with NOT_SUPPORTED where corosync does not know the request. */
  static <T> Future<T> explained(Future<T> answer, String what) {
    return answer.recover(
        failure ->
            Future.failedFuture(
                failure instanceof CorosyncException corosyncs
                        && corosyncs.error() == CorosyncError.INVALID_PARAM
                        && corosyncs.errno() == 0 // else it is the connection's, not corosync's
                    ? new CorosyncException(
                        CorosyncError.NOT_SUPPORTED, what + ", which corosync has since 3.1.1")
                    : failure));
  }
}
