package dev.pmxcfs.ipc.server;

import dev.pmxcfs.cluster.ClusterNode;
import dev.pmxcfs.ipc.admin.AdminService;
import dev.pmxcfs.ipc.blackbox.Blackbox;
import dev.pmxcfs.ipc.blackbox.ClusterNotes;
import dev.pmxcfs.ipc.blackbox.ServiceNotes;
import dev.pmxcfs.ipc.health.ClientRoom;
import dev.pmxcfs.ipc.health.HealthWatch;
import dev.pmxcfs.ipc.health.ServiceHealth;
import dev.pmxcfs.ipc.metrics.MetricsServer;
import dev.pmxcfs.ipc.modules.ServedModules;
import dev.pmxcfs.ipc.stats.Overview;
import dev.pmxcfs.ipc.stats.ServiceObserver;
import dev.pmxcfs.state.ClusterState;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** What the service is made of. Each part uses those before it. */
final class ServerParts {

  /** For a client that connects and has found no restart flag when it began. */
  private static final long CONNECTING_MILLIS = 200;

  private final Vertx vertx;
  private final PmxcfsServerOptions options;
  private final Supplier<String> meters;
  private final Future<?> closing;
  private final Blackbox blackbox;
  private final ClusterNode cluster;
  private final ClusterNotes clusterNotes;
  private final ConfigurationPart configuration;
  private final MeasurementsPart measurements;
  private final MountPart mount;

  private volatile QbServer server;
  private volatile ServedModules modules;
  private volatile ServiceHealth health;
  private volatile ServiceObserver observer;
  private volatile AdminService admin;
  private volatile HealthWatch healthWatch;
  private volatile RestartFlag restartFlag;

  /**
   * @param blackbox where events are noted
   * @param meters what the metrics port tells beside the service's own metrics
   * @param closing completes when the server is told to close
   * @param unmounted completed when the mount has ended though the server was not closed
   */
  ServerParts(
      Vertx vertx,
      PmxcfsServerOptions options,
      Blackbox blackbox,
      Supplier<String> meters,
      Future<?> closing,
      Promise<Void> unmounted) {
    this.vertx = vertx;
    this.options = options;
    this.blackbox = blackbox;
    this.meters = meters;
    this.closing = closing;
    cluster = ClusterNode.create(vertx, options.getCluster());
    clusterNotes = new ClusterNotes(vertx, blackbox, cluster);
    configuration = new ConfigurationPart(vertx, options, cluster);
    measurements = new MeasurementsPart(vertx, options.getRrd(), configuration::state);
    mount = new MountPart(vertx, options, configuration, unmounted);
  }

  /** All parts, in the order in which they open. */
  List<Part> inOrder() {
    List<Part> parts = new ArrayList<>();
    parts.add(configuration.part());
    parts.add(measurements.part());
    if (options.getMount().getDirectory() != null) {
      parts.add(mount.part());
    }
    parts.add(
        new Part("the service", this::openService, () -> Part.close(server, QbServer::close)));
    if (options.getMetrics() != null) {
      parts.add(
          new MetricsPart(
                  options, names -> new MetricsServer(meters, observer, overview(), health, names))
              .part());
    }
    parts.add(new ModulesPart(vertx, options, () -> modules).part());
    // the first of the two that listens: users know the other's name
    parts.add(
        new Part(
            "the admin service", this::openAdmin, () -> Part.close(admin, AdminService::close)));
    parts.add(new Part("the door for clients", this::letClientsIn, () -> Part.DONE));
    parts.add(
        new Part(
            "the watch of its health",
            this::watchHealth,
            () -> Part.close(healthWatch, HealthWatch::close)));
    parts.add(new Part("the notes on the cluster", this::noteCluster, clusterNotes::close));
    // last, as all is served whether corosync answers or not; and so it is left first
    parts.add(new ClusterPart(cluster).part());
    if (RestartFlag.isFor(options.getIpc().getService())) {
      // clients are told first of all to wait for the next server
      parts.add(
          new Part(
              "the restart flag", this::lowerFlag, () -> Part.close(restartFlag, this::raise)));
    }
    return parts;
  }

  private Future<?> openService() {
    return blocking(
            () -> {
              var state = configuration.state();
              server =
                  QbServer.create(vertx, options.getIpc())
                      .acceptPolicy(configuration.access().toService());
              modules = new ServedModules(vertx, server, state);
              var notes = new ServiceNotes(blackbox);
              notes.of(server);
              notes.of(modules.changes());
              state.follow(notes);
              health = new ServiceHealth(vertx, server, options.getIpc(), state);
              observer =
                  new ServiceObserver(
                      vertx, server, modules, state, measurements.writer(), health, blackbox);
              observer.cluster(cluster);
              if (cluster.isInCluster()) {
                health.cluster(cluster::fault);
              }
              mount
                  .mount()
                  .ifPresent(
                      mounted -> {
                        health.mount(mounted::fault);
                        observer.mount(mounted);
                      });
              return null;
            })
        .compose(
            created ->
                StartFailedException.unless(
                    server.fallback(request -> request.fail(Errno.ECHRNG)),
                    "cannot deploy the operations"));
  }

  private Overview overview() {
    return new Overview(options.getState().nodeNameOrHostName(), observer, server, modules);
  }

  private Future<?> openAdmin() {
    String service = options.getIpc().getService();
    return blocking(
            () -> {
              var policy = configuration.access().toAdminService();
              admin =
                  new AdminService(
                      vertx, service, policy, configuration.state(), modules, observer);
              return admin;
            })
        .compose(
            created ->
                StartFailedException.unless(created.listen(), "cannot listen at @" + service));
  }

  private Future<?> letClientsIn() {
    var room = new ClientRoom(options.getIpc());
    return StartFailedException.unless(server.listen(), "cannot listen at @" + server.service())
        .compose(listening -> new ReadinessProbe(vertx, server, room).awaitSuccess(closing));
  }

  /** As {@link PmxcfsServer#silentThreads}, of a server that is not being closed. */
  Future<List<String>> silentThreads(Duration patience) {
    QbServer opened = server;
    ClusterState state = configuration.state();
    if (opened == null || state == null) {
      return Future.failedFuture(new IllegalStateException("the service is not open"));
    }
    return new SilentThreads(vertx, opened, state.changes()).ask(patience);
  }

  /** As {@link PmxcfsServer#summary}. */
  String summary() {
    QbServer opened = server;
    ClusterState state = configuration.state();
    String service = options.getIpc().getService();
    if (opened == null || state == null) {
      return "starting " + service;
    }
    return ServiceSummary.of(
        service, state.stats(), cluster.isInCluster(), opened.stats().activeConnections());
  }

  private Future<?> noteCluster() {
    clusterNotes.start();
    return Part.DONE;
  }

  private Future<?> watchHealth() {
    healthWatch = new HealthWatch(vertx, health);
    healthWatch.start();
    return Part.DONE;
  }

  private Future<?> lowerFlag() {
    return blocking(
        () -> {
          restartFlag = new RestartFlag(RestartFlag.PATH, configuration.access().readers());
          restartFlag.lower();
          return null;
        });
  }

  private Future<?> raise(RestartFlag flag) {
    return flag.raise() ? vertx.timer(CONNECTING_MILLIS) : Part.DONE;
  }

  private <T> Future<T> blocking(Callable<T> action) {
    return vertx.executeBlocking(action, false);
  }
}
