package dev.qbipc.server.impl.operation;

import dev.qbipc.server.Operation;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.Threading;
import dev.qbipc.server.impl.reader.RingReader;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the verticles of a module's operations, at addresses that only this version has, and stops
 * them.
 */
public final class OperationStarter {

  private static final Logger LOG = LoggerFactory.getLogger(OperationStarter.class);

  private final Vertx vertx;
  private final String service;
  private final List<RingReader> readers;
  private final IntFunction<OperationCounters> counters;
  private final AtomicLong lastVersion = new AtomicLong();

  /**
   * @param counters gives what counts an id's requests
   */
  OperationStarter(
      Vertx vertx,
      String service,
      List<RingReader> readers,
      IntFunction<OperationCounters> counters) {
    this.vertx = vertx;
    this.service = service;
    this.readers = readers;
    this.counters = counters;
  }

  /**
   * Starts all instances of a module's operations.
   *
   * @return completes when all have started; fails as the first that did not, when those that did
   *     have been stopped again
   */
  Future<ModuleVersion> start(String module, String version, Map<Integer, Operation> operations) {
    long number = lastVersion.incrementAndGet();
    Map<Integer, Route> routes = new HashMap<>();
    List<Future<String>> deployments = new ArrayList<>();
    operations.forEach(
        (id, operation) -> {
          String address = "qb." + service + ".op." + id + "@" + number;
          var options = operation.options();
          var route =
              new Route(
                  vertx.eventBus(),
                  address,
                  options.getThreading(),
                  options.getDeadline(),
                  readers,
                  counters.apply(id));
          routes.put(id, route);
          deploy(operation, route, deployments);
        });
    return Future.join(deployments)
        .transform(
            joined -> {
              var started =
                  deployments.stream().filter(Future::succeeded).map(Future::result).toList();
              var deployed = new ModuleVersion(module, version, routes, started);
              return joined.succeeded()
                  ? Future.succeededFuture(deployed)
                  : stop(deployed).transform(stopped -> Future.failedFuture(joined.cause()));
            });
  }

  private void deploy(Operation operation, Route route, List<Future<String>> deployments) {
    var options = operation.options();
    if (options.getThreading() == Threading.READER) {
      for (RingReader reader : readers) {
        var onReader =
            new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName(reader.name());
        deployments.add(deploy(operation, onReader, route.at(reader).address(), reader));
      }
    } else {
      // The address is the same for all readers.
      String address = route.at(readers.get(0)).address();
      deployments.add(deploy(operation, deploymentOptions(options), address, null));
    }
  }

  private static DeploymentOptions deploymentOptions(OperationOptions options) {
    return new DeploymentOptions()
        .setInstances(options.getInstances())
        .setThreadingModel(
            switch (options.getThreading()) {
              case EVENT_LOOP -> ThreadingModel.EVENT_LOOP;
              case VIRTUAL_THREAD -> ThreadingModel.VIRTUAL_THREAD;
              case READER, WORKER -> ThreadingModel.WORKER;
            });
  }

  private Future<String> deploy(
      Operation operation, DeploymentOptions options, String address, RingReader reader) {
    options.setClassLoader(operation.supplier().getClass().getClassLoader());
    List<OperationInstance> instances = new CopyOnWriteArrayList<>();
    try {
      return vertx
          .deployVerticle(
              () -> {
                var instance = new OperationInstance(operation.supplier().get(), address, reader);
                instances.add(instance);
                return instance;
              },
              options)
          .compose(deployment -> started(deployment, instances));
    } catch (RuntimeException | LinkageError e) {
      return Future.failedFuture(e);
    }
  }

  private Future<String> started(String deployment, List<OperationInstance> instances) {
    for (OperationInstance instance : instances) {
      if (instance.failure() != null) {
        return vertx
            .undeploy(deployment)
            .transform(undeployed -> Future.failedFuture(instance.failure()));
      }
    }
    return Future.succeededFuture(deployment);
  }

  /**
   * Stops all instances of a version. One that fails to stop is gone all the same.
   *
   * @return completes when they are gone
   */
  Future<Void> stop(ModuleVersion version) {
    List<Future<Void>> stopped = new ArrayList<>();
    for (String deployment : version.deployments()) {
      stopped.add(
          vertx
              .undeploy(deployment)
              .onFailure(
                  cause ->
                      LOG.error(
                          "an operation of {} {} failed to stop; it is out of service all the same",
                          version.module(),
                          version.version(),
                          cause)));
    }
    return Future.join(stopped).transform(joined -> Future.succeededFuture());
  }
}
