package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.cluster.ClusterNode;
import dev.pmxcfs.ipc.blackbox.Blackbox;
import dev.pmxcfs.ipc.blackbox.Entry;
import dev.pmxcfs.ipc.health.HealthCheck;
import dev.pmxcfs.ipc.health.ServiceHealth;
import dev.pmxcfs.ipc.health.Shared;
import dev.pmxcfs.ipc.log.StandardError;
import dev.pmxcfs.ipc.modules.ModuleStatus;
import dev.pmxcfs.ipc.modules.ServedModules;
import dev.pmxcfs.ipc.mount.ServedMount;
import dev.pmxcfs.rrd.RrdWriter;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.SourceStatus;
import dev.qbipc.server.OperationStats;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes reports of a service. Any thread may ask. */
public final class ServiceObserver {

  /** What answers all ids that have no operation has no module to name it. */
  private static final String UNNAMED = "fallback";

  /**
   * Connections whose reader is stuck are left out of a report that would not come otherwise, and a
   * file system that is stuck counts as a fault of what is on it.
   */
  private static final long PATIENCE_SECONDS = 1;

  private final BuildReport build = BuildReport.ofThisProcess();
  private final Vertx vertx;
  private final QbServer server;
  private final ServedModules modules;
  private final ClusterState state;
  private final RrdWriter rrd;
  private final ServiceHealth health;
  private final Blackbox blackbox;
  private final Shared<ServiceReport> reports = new Shared<>(() -> report(connections()));
  private volatile SourceStatus lastSource;
  private volatile ServedMount mount;
  private volatile ClusterNode cluster;

  public ServiceObserver(
      Vertx vertx,
      QbServer server,
      ServedModules modules,
      ClusterState state,
      RrdWriter rrd,
      ServiceHealth health,
      Blackbox blackbox) {
    this.vertx = vertx;
    this.server = server;
    this.modules = modules;
    this.state = state;
    this.rrd = rrd;
    this.health = health;
    this.blackbox = blackbox;
    this.lastSource = state.source();
  }

  /** Tells of a mount in each report from now on. */
  public void mount(ServedMount mount) {
    this.mount = mount;
  }

  /** Tells of a cluster in each report from now on, if the node is in one. */
  public void cluster(ClusterNode cluster) {
    this.cluster = cluster;
  }

  /**
   * A report of now, made once for all who have asked while the one before was made. Its
   * connections are asked all at once, and answer as readers have time.
   */
  public Future<ServiceReport> report() {
    return reports.fresh();
  }

  /** The latest events, the oldest first. */
  public List<Entry> latestEvents() {
    return blackbox.entries();
  }

  /** A report of now without the single connections, for which no reader has to do anything. */
  public Future<ServiceReport> summary() {
    return report(Future.succeededFuture(List.of()));
  }

  private Future<ServiceReport> report(Future<List<ConnectionReport>> connections) {
    Future<List<OperationStats>> operations = server.operationStats();
    Future<List<HealthCheck>> checks = health.list();
    Future<SourceStatus> source = source();
    // to count many open files takes a while
    Future<ResourceReport> resources = vertx.executeBlocking(ResourceReport::now, false);
    Future<Optional<ClusterReport>> ofCluster = clusterReport();
    return Future.all(connections, operations, checks, source, resources, ofCluster)
        .map(
            all ->
                report(
                    checks.result(),
                    ofCluster.result(),
                    new StateReport(source.result(), state.stats(), rrd.stats()),
                    resources.result(),
                    operations.result(),
                    connections.result()));
  }

  private Future<SourceStatus> source() {
    return health
        .source()
        .onSuccess(source -> lastSource = source)
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .otherwise(late -> stuck(lastSource));
  }

  private static SourceStatus stuck(SourceStatus last) {
    String fault = last.path() + " does not answer";
    return new SourceStatus(last.path(), Optional.of(fault), last.writes(), last.bytes());
  }

  private Future<List<ConnectionReport>> connections() {
    List<Future<ConnectionReport>> connections =
        server.connections().stream()
            .sorted(Comparator.comparingLong(QbConnection::id))
            .map(ServiceObserver::report)
            .toList();
    return Future.join(connections)
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty()
        .map(all -> connections.stream().map(Future::result).filter(Objects::nonNull).toList());
  }

  /** Nothing of a connection that is gone. */
  private static Future<ConnectionReport> report(QbConnection connection) {
    return connection
        .stats(false)
        .map(stats -> ConnectionReport.of(connection, stats))
        .otherwiseEmpty();
  }

  /** Nothing while its threads wait for a disk. */
  private Future<Optional<ClusterReport>> clusterReport() {
    return cluster == null
        ? Future.succeededFuture(Optional.empty())
        : cluster
            .report()
            .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .map(status -> status.map(ClusterReport::of))
            .otherwise(late -> Optional.empty());
  }

  private ServiceReport report(
      List<HealthCheck> checks,
      Optional<ClusterReport> ofCluster,
      StateReport holdings,
      ResourceReport resources,
      List<OperationStats> operations,
      List<ConnectionReport> connections) {
    var service = server.stats();
    return new ServiceReport(
        server.service(),
        build,
        ProcessHandle.current().pid(),
        ManagementFactory.getRuntimeMXBean().getUptime(),
        checks,
        holdings,
        Optional.ofNullable(mount)
            .map(open -> MountReport.of(open.directory().toString(), open.calls(), open.held())),
        ofCluster,
        resources,
        StandardError.droppedLines(),
        modules.changes().count(),
        service.activeConnections(),
        service.closedConnections(),
        service.protection(),
        named(operations),
        connections);
  }

  private List<OperationReport> named(List<OperationStats> operations) {
    Map<Integer, String> names = new HashMap<>();
    for (ModuleStatus module : modules.list()) {
      names.putAll(module.operations());
    }
    return operations.stream()
        .map(stats -> OperationReport.of(names.getOrDefault(stats.id(), UNNAMED), stats))
        .toList();
  }
}
