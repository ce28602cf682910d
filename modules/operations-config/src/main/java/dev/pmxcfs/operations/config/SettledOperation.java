package dev.pmxcfs.operations.config;

import dev.pmxcfs.api.Cluster;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import io.vertx.core.Future;

/**
 * An operation that answers from configuration files. What programs were told is written is stored
 * before it looks, and the thread that reads the requests of all clients does not wait for that.
 */
abstract class SettledOperation extends OperationVerticle {

  private final Cluster cluster;

  SettledOperation(Cluster cluster) {
    this.cluster = cluster;
  }

  final Cluster cluster() {
    return cluster;
  }

  /**
   * Answers a request later.
   *
   * @param answer does not look at the payload, which another request has by then
   */
  final void whenSettled(Request request, Runnable answer) {
    Future.fromCompletionStage(cluster.settle(), context)
        .onSuccess(settled -> answer.run())
        .onFailure(fault -> request.fail(Errno.EIO));
  }
}
