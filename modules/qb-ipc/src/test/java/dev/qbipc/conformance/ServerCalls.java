package dev.qbipc.conformance;

import dev.qbipc.server.Operation;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.RateLimit;
import dev.qbipc.server.Request;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A call of each method of a server that gives a future. */
final class ServerCalls {

  /** Calls that need no other before them, by what they are. */
  static final Map<String, Function<QbServer, Future<?>>> ALL = new TreeMap<>();

  private static final int UNUSED = 4711;

  static {
    ALL.put("listen()", QbServer::listen);
    ALL.put("close()", QbServer::close);
    ALL.put("shutdown(Duration)", server -> server.shutdown(Duration.ofSeconds(5)));
    ALL.put("operation(int, Handler)", server -> server.operation(UNUSED, Request::done));
    ALL.put(
        "operation(int, Supplier, OperationOptions)",
        server -> server.operation(UNUSED + 1, Silent::new, new OperationOptions()));
    ALL.put("fallback(Handler)", server -> server.fallback(Request::done));
    ALL.put(
        "deploy(String, String, Map)",
        server -> server.deploy("m", "1", Map.of(UNUSED + 2, new Operation(Silent::new))));
    ALL.put("undeploy(String)", server -> server.undeploy("m"));
    ALL.put("tryRings(int)", server -> server.tryRings(4096));
    ALL.put("silentReaders(Duration)", server -> server.silentReaders(Duration.ofSeconds(20)));
    ALL.put("requestRateLimit(RateLimit)", server -> server.requestRateLimit(RateLimit.NORMAL));
    ALL.put("operationStats()", QbServer::operationStats);
  }

  private ServerCalls() {}

  /** Answers nothing. */
  private static final class Silent extends OperationVerticle {

    @Override
    public void handle(Request request) {
      request.done();
    }
  }

  /** The methods of a type that give a future, as they are named here. */
  static Set<String> methodsOf(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getReturnType() == Future.class && !method.isSynthetic())
        .map(ServerCalls::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String name(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(", ", method.getName() + "(", ")"));
  }
}
