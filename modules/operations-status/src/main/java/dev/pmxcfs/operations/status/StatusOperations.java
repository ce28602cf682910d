package dev.pmxcfs.operations.status;

import dev.pmxcfs.api.Cluster;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import java.util.Map;
import java.util.function.Supplier;

/** The operations about what services publish of their nodes: 4, 5 and 10. */
public final class StatusOperations implements OperationModule<Cluster> {

  @Override
  public String name() {
    return "operations-status";
  }

  @Override
  public Class<Cluster> stateType() {
    return Cluster.class;
  }

  @Override
  public Map<Integer, Supplier<? extends OperationVerticle>> operations(Cluster cluster) {
    return Map.of(
        SetStatus.ID, () -> new SetStatus(cluster),
        GetStatus.ID, () -> new GetStatus(cluster),
        GetRrdDump.ID, () -> new GetRrdDump(cluster));
  }
}
