package dev.pmxcfs.operations.status;

import dev.pmxcfs.api.Cluster;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;

/**
 * GET_STATUS: what a node published under a key, byte for byte (operations, section 4.5).
 *
 * <p>Fails with EINVAL where the payload is shorter than a key and a node, with ENOENT where
 * nothing is found, and with EFBIG when the client's buffer cannot hold the value (defect D12 of
 * the C server, which sends it all the same).
 */
final class GetStatus extends OperationVerticle {

  /** The message id. */
  static final int ID = 5;

  private final Cluster cluster;

  GetStatus(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void handle(Request request) {
    if (request.length() < StatusDescriptor.GET_MIN_LENGTH) {
      request.fail(Errno.EINVAL);
      return;
    }
    cluster
        .status(StatusDescriptor.node(request), StatusDescriptor.key(request))
        .ifPresentOrElse(request::replyIfItFits, () -> request.fail(Errno.ENOENT));
  }
}
