package dev.pmxcfs.operations.status;

import dev.pmxcfs.state.ClusterState;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import java.util.Map;
import java.util.function.Supplier;

/** The operations about what services publish of their nodes: 4, 5 and 10. */
public final class StatusOperations implements OperationModule<ClusterState> {

  @Override
  public String name() {
    return "operations-status";
  }

  @Override
  public Class<ClusterState> stateType() {
    return ClusterState.class;
  }

  @Override
  public Map<Integer, Supplier<? extends OperationVerticle>> operations(ClusterState state) {
    return Map.of(
        SetStatus.ID, () -> new SetStatus(state),
        GetStatus.ID, () -> new GetStatus(state),
        GetRrdDump.ID, () -> new GetRrdDump(state));
  }
}
