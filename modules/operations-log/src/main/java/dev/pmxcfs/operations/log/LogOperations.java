package dev.pmxcfs.operations.log;

import dev.pmxcfs.api.Cluster;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import java.util.Map;
import java.util.function.Supplier;

/** The operations that write and read the cluster log: 7 and 8. */
public final class LogOperations implements OperationModule<Cluster> {

  @Override
  public String name() {
    return "operations-log";
  }

  @Override
  public Class<Cluster> stateType() {
    return Cluster.class;
  }

  @Override
  public Map<Integer, Supplier<? extends OperationVerticle>> operations(Cluster cluster) {
    return Map.of(
        LogClusterMessage.ID, () -> new LogClusterMessage(cluster),
        GetClusterLog.ID, () -> new GetClusterLog(cluster));
  }
}
