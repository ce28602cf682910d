package test.answers;

import dev.pmxcfs.api.Cluster;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Operation 100 keeps its reader until there is the file that the request names. */
public final class Blocks implements OperationModule<Cluster> {

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
      Path file = Path.of(request.payload().toString());
      while (!Files.exists(file)) {
        LockSupport.parkNanos(10_000_000);
      }
      request.reply(Buffer.buffer("@VERSION@, at last"));
    }
  }
}
