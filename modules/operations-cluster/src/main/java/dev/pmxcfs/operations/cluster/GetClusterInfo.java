package dev.pmxcfs.operations.cluster;

import dev.pmxcfs.state.ClusterState;

/** GET_CLUSTER_INFO: the node and its cluster (operations, section 4.2). */
final class GetClusterInfo extends ParameterlessOperation {

  /** The message id. */
  static final int ID = 2;

  private final ClusterState state;

  GetClusterInfo(ClusterState state) {
    this.state = state;
  }

  @Override
  byte[] answer() {
    return state.clusterInfo();
  }
}
