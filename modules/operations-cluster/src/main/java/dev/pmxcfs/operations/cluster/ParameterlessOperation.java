package dev.pmxcfs.operations.cluster;

import dev.pmxcfs.api.Cluster;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import io.vertx.core.Future;

/**
 * An operation whose request has no payload, and whose answer has been prepared.
 *
 * <p>What programs were told is written is stored before it is answered, and the thread that reads
 * the requests of all clients does not wait for that.
 *
 * <p>Fails with EINVAL for a request with a payload, or with a size field below its header's size;
 * and with EFBIG if the client's buffer cannot hold the answer, which the C server sends all the
 * same (defect D12).
 */
abstract class ParameterlessOperation extends OperationVerticle {

  private final Cluster cluster;

  ParameterlessOperation(Cluster cluster) {
    this.cluster = cluster;
  }

  final Cluster cluster() {
    return cluster;
  }

  /** The payload of the response, not to be changed. */
  abstract byte[] answer();

  @Override
  public final void handle(Request request) {
    if (request.length() != 0) {
      request.fail(Errno.EINVAL);
    } else if (cluster.isSettled()) {
      request.replyIfItFits(answer());
    } else {
      Future.fromCompletionStage(cluster.settle(), context)
          .onSuccess(settled -> request.replyIfItFits(answer()))
          .onFailure(fault -> request.fail(Errno.EIO));
    }
  }
}
