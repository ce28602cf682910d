package dev.pmxcfs.operations.log;

import dev.pmxcfs.state.ClusterState;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import java.util.Map;
import java.util.function.Supplier;

/** The operations that write and read the cluster log: 7 and 8. */
public final class LogOperations implements OperationModule<ClusterState> {

  @Override
  public String name() {
    return "operations-log";
  }

  @Override
  public Class<ClusterState> stateType() {
    return ClusterState.class;
  }

  @Override
  public Map<Integer, Supplier<? extends OperationVerticle>> operations(ClusterState state) {
    return Map.of(
        LogClusterMessage.ID, () -> new LogClusterMessage(state),
        GetClusterLog.ID, () -> new GetClusterLog(state));
  }
}
