package dev.pmxcfs.ipc.server;

import dev.pmxcfs.ipc.admin.AdminService;
import dev.pmxcfs.ipc.health.ClientRoom;
import dev.pmxcfs.ipc.health.HealthWatch;
import dev.pmxcfs.ipc.health.ServiceHealth;
import dev.pmxcfs.ipc.metrics.MetricsAddress;
import dev.pmxcfs.ipc.metrics.MetricsServer;
import dev.pmxcfs.ipc.modules.ModuleDirectory;
import dev.pmxcfs.ipc.modules.ModuleWatch;
import dev.pmxcfs.ipc.modules.ServedModules;
import dev.pmxcfs.ipc.process.DaemonThread;
import dev.pmxcfs.ipc.stats.ServiceObserver;
import dev.pmxcfs.rrd.RrdWriter;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.StateOptions;
import dev.pmxcfs.state.StateStats;
import dev.pmxcfs.state.failure.Reason;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the service is made of. Each part uses those before it. */
final class ServerParts {

  private static final Logger LOG = LoggerFactory.getLogger(ServerParts.class);

  /** For a client that connects and has found no restart flag when it began. */
  private static final long CONNECTING_MILLIS = 200;

  private static final String CANNOT_LOAD = "cannot load the operations";

  private static final Future<?> DONE = Future.succeededFuture();

  private final Vertx vertx;
  private final PmxcfsServerOptions options;
  private final Supplier<String> meters;
  private final Future<?> closing;

  private volatile ClusterState state;
  private volatile Access access;
  private volatile RrdWriter rrd;
  private volatile String rrdDeployment;
  private volatile QbServer server;
  private volatile ServedModules modules;
  private volatile ServiceHealth health;
  private volatile ServiceObserver observer;
  private volatile MetricsServer metrics;
  private volatile ModuleWatch moduleWatch;
  private volatile AdminService admin;
  private volatile HealthWatch healthWatch;
  private volatile RestartFlag restartFlag;

  /**
   * @param meters what the metrics port tells beside the service's own metrics
   * @param closing completes when the server is told to close
   */
  ServerParts(
      Vertx vertx, PmxcfsServerOptions options, Supplier<String> meters, Future<?> closing) {
    this.vertx = vertx;
    this.options = options;
    this.meters = meters;
    this.closing = closing;
  }

  /** All parts, in the order in which they open. */
  List<Part> inOrder() {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("the configuration", this::openConfiguration, this::closeConfiguration));
    parts.add(new Part("the measurements", this::openMeasurements, this::closeMeasurements));
    parts.add(new Part("the service", this::openService, () -> close(server, QbServer::close)));
    if (options.getMetrics() != null) {
      parts.add(
          new Part("the metrics", this::openMetrics, () -> close(metrics, MetricsServer::close)));
    }
    parts.add(
        new Part(
            "the watch of modules",
            this::openModules,
            () -> close(moduleWatch, ModuleWatch::close)));
    // the first of the two that listens: users know the other's name
    parts.add(
        new Part("the admin service", this::openAdmin, () -> close(admin, AdminService::close)));
    parts.add(new Part("the door for clients", this::letClientsIn, () -> DONE));
    parts.add(
        new Part(
            "the watch of its health",
            this::watchHealth,
            () -> close(healthWatch, HealthWatch::close)));
    if (RestartFlag.isFor(options.getIpc().getService())) {
      // clients are told first of all to wait for the next server
      parts.add(
          new Part("the restart flag", this::lowerFlag, () -> close(restartFlag, this::raise)));
    }
    return parts;
  }

  private Future<?> openConfiguration() {
    return blocking(
        () -> {
          try {
            state = opened(options.getState());
            access = Access.of(options.getGroup());
            return null;
          } catch (IOException e) {
            throw new StartFailedException(e.getMessage(), e);
          }
        });
  }

  private static ClusterState opened(StateOptions options) throws IOException {
    boolean isThere =
        options.getConfigDirectory() != null || Files.exists(Path.of(options.getDatabase()));
    ClusterState state = ClusterState.open(options);
    StateStats stats = state.stats();
    LOG.info(
        "{} {}: {} files of {} bytes, version {}",
        isThere ? "opened" : "created",
        state.source().path(),
        stats.files(),
        stats.bytes(),
        Long.toUnsignedString(stats.version()));
    return state;
  }

  private Future<?> closeConfiguration() {
    ClusterState opened = state;
    state = null;
    return close(
        opened,
        configuration -> {
          try {
            configuration.close();
            return DONE;
          } catch (IOException e) {
            return Future.failedFuture(e);
          }
        });
  }

  /** What clients have set before the service's end is written after it. */
  private Future<?> openMeasurements() {
    rrd = new RrdWriter(options.getRrd(), Clock.systemUTC());
    return orFailed(vertx.deployVerticle(rrd), "cannot write measurements")
        .onSuccess(
            id -> {
              rrdDeployment = id;
              state.measurements().writeTo(rrd);
            });
  }

  private Future<?> closeMeasurements() {
    String id = rrdDeployment;
    rrdDeployment = null;
    return close(id, vertx::undeploy);
  }

  private Future<?> openService() {
    return blocking(
            () -> {
              server = QbServer.create(vertx, options.getIpc()).acceptPolicy(access.toService());
              modules = new ServedModules(vertx, server, state);
              health = new ServiceHealth(vertx, server, options.getIpc(), state);
              observer = new ServiceObserver(vertx, server, modules, state, rrd, health);
              return null;
            })
        .compose(
            created ->
                orFailed(
                    server.fallback(request -> request.fail(Errno.ECHRNG)),
                    "cannot deploy the operations"));
  }

  private Future<?> openMetrics() {
    MetricsAddress address = MetricsAddress.parse(options.getMetrics());
    Set<String> names = new HashSet<>(options.getMetricsNames());
    names.addAll(List.of("localhost", options.getState().nodeNameOrHostName(), address.host()));
    Promise<MetricsServer> created = Promise.promise();
    // no thread of Vert.x, which warns of an instance that is made by another one
    DaemonThread.start("metrics", () -> created.handle(newMetrics(names)));
    return created
        .future()
        .compose(
            made -> {
              metrics = made;
              return orFailed(made.listen(address), "cannot listen at " + address);
            });
  }

  private Future<MetricsServer> newMetrics(Set<String> names) {
    try {
      return Future.succeededFuture(new MetricsServer(meters, observer, health, names));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<?> openModules() {
    var directory = new ModuleDirectory(Path.of(options.getModules()));
    Future<?> loaded =
        blocking(
                () -> {
                  if (options.isWatchModules()) {
                    // before the jars are read: what changes meanwhile is swapped in
                    moduleWatch = watch(directory);
                  }
                  return directory.load(modules);
                })
            .compose(loading -> loading)
            .onSuccess(all -> startModuleWatch());
    return orFailed(loaded, CANNOT_LOAD);
  }

  private ModuleWatch watch(ModuleDirectory directory) throws StartFailedException {
    try {
      return new ModuleWatch(vertx, directory, modules);
    } catch (IOException e) {
      throw new StartFailedException(CANNOT_LOAD + ": " + Reason.withFile(e), e);
    }
  }

  private void startModuleWatch() {
    if (moduleWatch != null) {
      moduleWatch.start();
    }
  }

  private Future<?> openAdmin() {
    String service = options.getIpc().getService();
    return blocking(
            () -> {
              admin =
                  new AdminService(
                      vertx, service, access.toAdminService(), state, modules, observer);
              return admin;
            })
        .compose(created -> orFailed(created.listen(), "cannot listen at @" + service));
  }

  private Future<?> letClientsIn() {
    var room = new ClientRoom(options.getIpc());
    return orFailed(server.listen(), "cannot listen at @" + server.service())
        .compose(listening -> new ReadinessProbe(vertx, server, room).awaitSuccess(closing));
  }

  private Future<?> watchHealth() {
    healthWatch = new HealthWatch(vertx, health);
    healthWatch.start();
    return DONE;
  }

  private Future<?> lowerFlag() {
    return blocking(
        () -> {
          restartFlag = new RestartFlag(RestartFlag.PATH, access.readers());
          restartFlag.lower();
          return null;
        });
  }

  private Future<?> raise(RestartFlag flag) {
    return flag.raise() ? vertx.timer(CONNECTING_MILLIS) : DONE;
  }

  private static <T> Future<?> close(T opened, Function<T, Future<?>> close) {
    return opened == null ? DONE : close.apply(opened);
  }

  private <T> Future<T> blocking(Callable<T> action) {
    return vertx.executeBlocking(action, false);
  }

  private static <T> Future<T> orFailed(Future<T> step, String what) {
    return step.recover(
        cause ->
            Future.failedFuture(
                cause instanceof StartFailedException
                    ? cause
                    : StartFailedException.of(what, cause)));
  }
}
