package dev.pmxcfs.operations.cluster;

import dev.pmxcfs.api.Cluster;

/** GET_CLUSTER_INFO: the node and its cluster (operations, section 4.2). */
final class GetClusterInfo extends ParameterlessOperation {

  /** The message id. */
  static final int ID = 2;

  GetClusterInfo(Cluster cluster) {
    super(cluster);
  }

  @Override
  byte[] answer() {
    return cluster().clusterInfo();
  }
}
