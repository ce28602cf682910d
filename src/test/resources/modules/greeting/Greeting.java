package greeting;

import dev.pmxcfs.state.ClusterState;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.*;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.Supplier;

public final class Greeting extends OperationVerticle {

  @Override
  public void handle(Request request) {
    if (request.length() == 0) {
      request.fail(Errno.EINVAL);
    } else {
      request.reply(Buffer.buffer("hello, " + request.payload()));
    }
  }

  public static final class Module implements OperationModule<ClusterState> {
    public String name() { return "greeting"; }
    public Class<ClusterState> stateType() { return ClusterState.class; }
    public Map<Integer, Supplier<? extends OperationVerticle>> operations(ClusterState state) {
      return Map.of(100, Greeting::new);
    }
  }
}
