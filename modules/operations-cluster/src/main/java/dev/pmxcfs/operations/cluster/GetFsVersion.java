package dev.pmxcfs.operations.cluster;

import dev.pmxcfs.state.ClusterState;

/** GET_FS_VERSION: the versions of everything that can change (operations, section 4.1). */
final class GetFsVersion extends ParameterlessOperation {

  /** The message id. */
  static final int ID = 1;

  private final ClusterState state;

  GetFsVersion(ClusterState state) {
    this.state = state;
  }

  @Override
  byte[] answer() {
    return state.fsVersion();
  }
}
