package dev.pmxcfs.operations.cluster;

import dev.pmxcfs.api.Cluster;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import java.util.Map;
import java.util.function.Supplier;

/** The operations that describe the cluster and what has changed in it: 1, 2 and 3. */
public final class ClusterOperations implements OperationModule<Cluster> {

  @Override
  public String name() {
    return "operations-cluster";
  }

  @Override
  public Class<Cluster> stateType() {
    return Cluster.class;
  }

  @Override
  public Map<Integer, Supplier<? extends OperationVerticle>> operations(Cluster cluster) {
    return Map.of(
        GetFsVersion.ID, () -> new GetFsVersion(cluster),
        GetClusterInfo.ID, () -> new GetClusterInfo(cluster),
        GetGuestList.ID, () -> new GetGuestList(cluster));
  }
}
