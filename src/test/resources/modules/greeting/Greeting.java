package greeting;

import dev.pmxcfs.api.Cluster;
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

  public static final class Module implements OperationModule<Cluster> {
    public String name() { return "greeting"; }
    public Class<Cluster> stateType() { return Cluster.class; }
    public Map<Integer, Supplier<? extends OperationVerticle>> operations(Cluster cluster) {
      return Map.of(100, Greeting::new);
    }
  }
}
