package test.answers;

import dev.pmxcfs.state.ClusterState;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.Supplier;

/** Operation 100 answers with its version. */
public final class Answers implements OperationModule<ClusterState> {

  @Override
  public String name() {
    return "answers";
  }

  @Override
  public Class<ClusterState> stateType() {
    return ClusterState.class;
  }

  @Override
  public Map<Integer, Supplier<? extends OperationVerticle>> operations(ClusterState state) {
    return Map.of(100, Answer::new);
  }

  private static final class Answer extends OperationVerticle {

    @Override
    public void handle(Request request) {
      request.reply(Buffer.buffer("@VERSION@"));
    }
  }
}
