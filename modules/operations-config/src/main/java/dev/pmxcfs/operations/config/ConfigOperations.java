package dev.pmxcfs.operations.config;

import dev.pmxcfs.state.ClusterState;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import java.util.Map;
import java.util.function.Supplier;

/** The operations that answer from configuration files: 6, 11, 12 and 13. */
public final class ConfigOperations implements OperationModule<ClusterState> {

  @Override
  public String name() {
    return "operations-config";
  }

  @Override
  public Class<ClusterState> stateType() {
    return ClusterState.class;
  }

  @Override
  public Map<Integer, Supplier<? extends OperationVerticle>> operations(ClusterState state) {
    return Map.of(
        GetConfig.ID, () -> new GetConfig(state),
        GetGuestProperties.PROPERTY_ID, () -> GetGuestProperties.ofOneName(state),
        VerifyToken.ID, () -> new VerifyToken(state),
        GetGuestProperties.PROPERTIES_ID, () -> GetGuestProperties.ofNames(state));
  }
}
