package test.answers;

import dev.pmxcfs.api.Cluster;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.Supplier;

/** Operation 100 says whether it sees the class or resource that the request names. */
public final class Looks implements OperationModule<Cluster> {

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
      String name = request.payload().toString();
      boolean sees = name.contains("/") ? seesResource(name) : seesClass(name);
      request.reply(Buffer.buffer(Boolean.toString(sees)));
    }

    private static boolean seesResource(String name) {
      return Looks.class.getClassLoader().getResource(name) != null;
    }

    private static boolean seesClass(String name) {
      try {
        Class.forName(name);
        return true;
      } catch (ClassNotFoundException e) {
        return false;
      }
    }
  }
}
