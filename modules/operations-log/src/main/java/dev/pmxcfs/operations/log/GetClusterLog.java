package dev.pmxcfs.operations.log;

import dev.pmxcfs.api.Cluster;
import dev.pmxcfs.operations.log.GetClusterLogDescriptor.Query;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import java.util.Optional;

/**
 * GET_CLUSTER_LOG: the newest messages of the cluster log (operations, section 4.8).
 *
 * <p>Fails with EINVAL if the payload is shorter than described in {@link GetClusterLogDescriptor},
 * and with EFBIG if the client's buffer cannot hold the answer, which the C server sends all the
 * same (defect D12).
 */
final class GetClusterLog extends OperationVerticle {

  /** The message id. */
  static final int ID = 8;

  private final Cluster cluster;

  GetClusterLog(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void handle(Request request) {
    Optional<Query> decoded = GetClusterLogDescriptor.decode(request);
    if (decoded.isEmpty()) {
      request.fail(Errno.EINVAL);
      return;
    }
    Query query = decoded.get();
    request.replyIfItFits(cluster.clusterLog(query.user(), query.max()));
  }
}
