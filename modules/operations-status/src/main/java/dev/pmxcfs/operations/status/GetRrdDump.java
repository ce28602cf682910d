package dev.pmxcfs.operations.status;

import dev.pmxcfs.api.Cluster;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;

/**
 * GET_RRD_DUMP: the newest measurements (operations, section 4.9).
 *
 * <p>Fails with EINVAL where there is a payload, and with EFBIG when the client's buffer cannot
 * hold the dump (defect D12 of the C server, which sends it all the same).
 */
final class GetRrdDump extends OperationVerticle {

  /** The message id. */
  static final int ID = 10;

  private final Cluster cluster;

  GetRrdDump(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void handle(Request request) {
    if (request.length() != 0) {
      request.fail(Errno.EINVAL);
    } else {
      request.replyIfItFits(cluster.rrdDump());
    }
  }
}
