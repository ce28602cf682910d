package dev.qbipc.server.impl;

import dev.qbipc.Errno;
import dev.qbipc.QbException;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Threading;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Deploys operations and tells the dispatcher where they are. An operation on the readers has an
 * instance on each, with an address of its own, since the event bus would otherwise choose among
 * them without looking at who sends.
 */
final class OperationDeployments {

  private final Vertx vertx;
  private final String service;
  private final RequestDispatcher dispatcher;
  private final List<RingReader> readers;
  private final Set<String> deployments = ConcurrentHashMap.newKeySet();
  private final Set<Integer> ids = new HashSet<>();
  private final AtomicLong lastVersion = new AtomicLong();

  OperationDeployments(
      Vertx vertx, String service, RequestDispatcher dispatcher, List<RingReader> readers) {
    this.vertx = vertx;
    this.service = service;
    this.dispatcher = dispatcher;
    this.readers = readers;
  }

  /** Deploys the operation of an id; requests reach it when its instances have started. */
  Future<Void> deploy(
      int id, Supplier<? extends OperationVerticle> supplier, OperationOptions options) {
    synchronized (ids) {
      if (!ids.add(id)) {
        return Future.failedFuture(
            new QbException(Errno.EEXIST, "operation " + id + " of service " + service));
      }
    }
    return start("op." + id, supplier, options)
        .onSuccess(route -> dispatcher.route(id, route))
        .onFailure(cause -> forget(id))
        .mapEmpty();
  }

  private void forget(int id) {
    synchronized (ids) {
      ids.remove(id);
    }
  }

  /** Deploys the operation of all ids that have none of their own. */
  Future<Void> deployOtherwise(Supplier<? extends OperationVerticle> supplier) {
    return start("op.otherwise", supplier, new OperationOptions())
        .onSuccess(dispatcher::otherwise)
        .mapEmpty();
  }

  private Future<RequestDispatcher.Route> start(
      String name, Supplier<? extends OperationVerticle> supplier, OperationOptions options) {
    String address = "qb." + service + "." + name + "@" + lastVersion.incrementAndGet();
    if (options.getThreading() == Threading.READER) {
      return startOnReaders(address, supplier);
    }
    var deployment =
        new DeploymentOptions()
            .setThreadingModel(
                switch (options.getThreading()) {
                  case EVENT_LOOP -> ThreadingModel.EVENT_LOOP;
                  case VIRTUAL_THREAD -> ThreadingModel.VIRTUAL_THREAD;
                  default -> ThreadingModel.WORKER;
                })
            .setInstances(options.getInstances());
    return deploy(supplier, deployment, address).map(deployed -> reader -> address);
  }

  private Future<RequestDispatcher.Route> startOnReaders(
      String address, Supplier<? extends OperationVerticle> supplier) {
    String[] addresses = new String[readers.size()];
    List<Future<String>> started = new ArrayList<>();
    for (RingReader reader : readers) {
      addresses[reader.index()] = address + ".reader" + reader.index();
      var deployment =
          new DeploymentOptions()
              .setThreadingModel(ThreadingModel.WORKER)
              .setWorkerPoolName(reader.name());
      started.add(deploy(supplier, deployment, addresses[reader.index()]));
    }
    return Future.all(started).map(deployed -> reader -> addresses[reader.index()]);
  }

  private Future<String> deploy(
      Supplier<? extends OperationVerticle> supplier, DeploymentOptions options, String address) {
    options.setConfig(new JsonObject().put(OperationVerticle.ADDRESS, address));
    return vertx.deployVerticle(supplier::get, options).onSuccess(deployments::add);
  }

  /** Undeploys all operations. */
  Future<Void> undeploy() {
    List<Future<Void>> undeployed = new ArrayList<>();
    List.copyOf(deployments).forEach(id -> undeployed.add(vertx.undeploy(id)));
    return Future.join(undeployed).mapEmpty();
  }
}
