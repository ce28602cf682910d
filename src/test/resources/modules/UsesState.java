package test.answers;

import dev.pmxcfs.api.Cluster;
import dev.pmxcfs.state.ClusterState;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import java.util.Map;
import java.util.function.Supplier;

/** Operation 100 takes the cluster for what is behind it. */
public final class UsesState implements OperationModule<Cluster> {

  @Override
  public String name() {
    return "answers";
  }

  @Override
  public Class<Cluster> stateType() {
    return Cluster.class;
  }

  @Override
  public Map<Integer, Supplier<? extends OperationVerticle>> operations(Cluster cluster) {
    return Map.of(100, () -> new Answer(cluster));
  }

  private static final class Answer extends OperationVerticle {

    private final Cluster cluster;

    Answer(Cluster cluster) {
      this.cluster = cluster;
    }

    @Override
    public void handle(Request request) {
      request.reply(((ClusterState) cluster).stats().toString().getBytes());
    }
  }
}
