package dev.pmxcfs.operations.cluster;

import dev.pmxcfs.state.ClusterState;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import java.util.Map;
import java.util.function.Supplier;

/** The operations that describe the cluster and what has changed in it: 1, 2 and 3. */
public final class ClusterOperations implements OperationModule<ClusterState> {

  @Override
  public String name() {
    return "operations-cluster";
  }

  @Override
  public Class<ClusterState> stateType() {
    return ClusterState.class;
  }

  @Override
  public Map<Integer, Supplier<? extends OperationVerticle>> operations(ClusterState state) {
    return Map.of(
        GetFsVersion.ID, () -> new GetFsVersion(state),
        GetClusterInfo.ID, () -> new GetClusterInfo(state),
        GetGuestList.ID, () -> new GetGuestList(state));
  }
}
