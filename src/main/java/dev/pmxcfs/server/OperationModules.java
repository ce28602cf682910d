package dev.pmxcfs.server;

import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.QbServer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** The operations that jars on the class path bring. The program knows none of them by name. */
final class OperationModules {

  private OperationModules() {}

  /**
   * Deploys every operation of every module.
   *
   * @param state what the operations answer from
   * @return completes when all of them take requests
   */
  static Future<?> deploy(QbServer server, Object state) {
    List<Future<?>> deployed = new ArrayList<>();
    for (OperationModule<?> module : ServiceLoader.load(OperationModule.class)) {
      operations(module, state)
          .forEach((id, verticle) -> deployed.add(deploy(server, id, verticle)));
    }
    return Future.all(deployed);
  }

  private static <S> Map<Integer, Supplier<? extends OperationVerticle>> operations(
      OperationModule<S> module, Object state) {
    if (!module.stateType().isInstance(state)) {
      throw new CommandFailedException(
          module.name() + " answers from " + module.stateType().getName() + ", which is not here");
    }
    return module.operations(module.stateType().cast(state));
  }

  private static Future<Void> deploy(
      QbServer server, int id, Supplier<? extends OperationVerticle> verticle) {
    return server.operation(id, verticle, new OperationOptions());
  }
}
