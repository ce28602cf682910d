package dev.pmxcfs.operations.config;

import dev.pmxcfs.api.Cluster;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import java.util.Map;
import java.util.function.Supplier;

/** The operations that answer from configuration files: 6, 11, 12 and 13. */
public final class ConfigOperations implements OperationModule<Cluster> {

  @Override
  public String name() {
    return "operations-config";
  }

  @Override
  public Class<Cluster> stateType() {
    return Cluster.class;
  }

  @Override
  public Map<Integer, Supplier<? extends OperationVerticle>> operations(Cluster cluster) {
    return Map.of(
        GetConfig.ID, () -> new GetConfig(cluster),
        GetGuestProperties.PROPERTY_ID, () -> GetGuestProperties.ofOneName(cluster),
        VerifyToken.ID, () -> new VerifyToken(cluster),
        GetGuestProperties.PROPERTIES_ID, () -> GetGuestProperties.ofNames(cluster));
  }
}
