package dev.pmxcfs.server.stats;

import dev.pmxcfs.server.loader.ModuleStatus;
import dev.pmxcfs.server.loader.ServedModules;
import dev.qbipc.server.OperationStats;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes reports of a service. Any thread may ask. */
public final class ServiceObserver {

  /** What answers all ids that have no operation has no module to name it. */
  private static final String UNNAMED = "otherwise";

  private final QbServer server;
  private final ServedModules modules;

  public ServiceObserver(QbServer server, ServedModules modules) {
    this.server = server;
    this.modules = modules;
  }

  /** A report of now. Its connections are asked one after the other, as their readers have time. */
  public Future<ServiceReport> report() {
    List<Future<ConnectionReport>> connections =
        server.connections().stream()
            .sorted(Comparator.comparingLong(QbConnection::id))
            .map(ServiceObserver::report)
            .toList();
    return Future.join(connections)
        .transform(asked -> server.operationStats())
        .map(
            operations ->
                report(
                    operations,
                    connections.stream().map(Future::result).filter(Objects::nonNull).toList()));
  }

  /** Nothing of a connection that is gone. */
  private static Future<ConnectionReport> report(QbConnection connection) {
    return connection
        .stats(false)
        .map(stats -> ConnectionReport.of(connection, stats))
        .otherwiseEmpty();
  }

  private ServiceReport report(
      List<OperationStats> operations, List<ConnectionReport> connections) {
    var service = server.stats();
    return new ServiceReport(
        server.service(),
        ProcessHandle.current().pid(),
        ManagementFactory.getRuntimeMXBean().getUptime(),
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
