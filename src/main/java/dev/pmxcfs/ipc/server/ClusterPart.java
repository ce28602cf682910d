package dev.pmxcfs.ipc.server;

import dev.pmxcfs.cluster.ClusterNode;
import io.vertx.core.Future;

/**
 * This node among those of its cluster. It joins last, as clients and the mount are served whether
 * corosync answers or not, and leaves first.
 */
final class ClusterPart {

  private final ClusterNode node;

  ClusterPart(ClusterNode node) {
    this.node = node;
  }

  Part part() {
    return new Part("the cluster", this::open, node::close);
  }

  private Future<?> open() {
    node.start();
    return Part.DONE;
  }
}
