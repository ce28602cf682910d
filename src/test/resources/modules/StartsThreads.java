package test.answers;

import dev.pmxcfs.api.Cluster;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.Supplier;

/** Operation 100 answers with its version, on a worker thread and on an event loop. */
public final class StartsThreads implements OperationModule<Cluster> {

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
    return Map.of(100, Answer::new);
  }

  private static final class Answer extends OperationVerticle {

    @Override
    public void handle(Request request) {
      vertx
          .createSharedWorkerExecutor("answers", 1)
          .executeBlocking(() -> Thread.currentThread().getName())
          .compose(name -> vertx.executeBlocking(() -> name))
          .compose(name -> vertx.deployVerticle(new AbstractVerticle() {}))
          .onSuccess(deployed -> request.reply(Buffer.buffer("@VERSION@")));
    }
  }
}
