package dev.pmxcfs.operations.cluster;

import dev.pmxcfs.api.Cluster;

/** GET_FS_VERSION: the versions of everything that can change (operations, section 4.1). */
final class GetFsVersion extends ParameterlessOperation {

  /** The message id. */
  static final int ID = 1;

  GetFsVersion(Cluster cluster) {
    super(cluster);
  }

  @Override
  byte[] answer() {
    return cluster().fsVersion();
  }
}
