package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.ipc.health.HealthCheck;
import dev.pmxcfs.ipc.modules.ModuleChanges;
import dev.pmxcfs.ipc.modules.ModuleStatus;
import dev.pmxcfs.ipc.modules.ServedModules;
import dev.pmxcfs.state.StateStats;
import dev.qbipc.server.Latencies;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * What everybody may see of a service, also those whom it lets not in: numbers, and the names of
 * operations, modules, nodes and checks. Nothing of files, locks, the log, paths of jars, processes
 * or users. What may name such things is chosen member by member, so that nothing comes along that
 * is added to a report.
 */
public final class Overview {

  private final String node;
  private final ServiceObserver observer;
  private final QbServer server;
  private final ServedModules modules;

  /**
   * @param node this node's name
   * @param observer knows what the service does
   * @param server which serves
   * @param modules whose operations it serves
   */
  public Overview(String node, ServiceObserver observer, QbServer server, ServedModules modules) {
    this.node = node;
    this.observer = observer;
    this.server = server;
    this.modules = modules;
  }

  /** As it is now. Any thread may ask. */
  public Future<JsonObject> now() {
    return observer.summary().map(this::of);
  }

  private JsonObject of(ServiceReport report) {
    var json =
        new JsonObject()
            .put("service", report.service())
            .put("node", node)
            .put("build", report.build().toJson())
            .put("uptimeMillis", report.uptimeMillis())
            .put("health", array(report.health(), HealthCheck::toJson))
            .put("clients", clients(report))
            .put("configuration", configuration(report.state()))
            .put("resources", report.resources().toJson())
            .put("boundsNanos", new JsonArray(Latencies.BOUNDS_NANOS))
            .put("operations", array(report.operations(), Overview::operation))
            .put("modules", array(modules.list(), Overview::module))
            .put("moduleChangeCount", modules.changes().count())
            .put("moduleChanges", array(modules.changes().latest(), Overview::change));
    report.cluster().ifPresent(cluster -> json.put("cluster", cluster(cluster)));
    report.mount().ifPresent(mount -> json.put("mount", mount(mount)));
    return json;
  }

  private static <T> JsonArray array(Collection<T> of, Function<T, JsonObject> toJson) {
    return new JsonArray(of.stream().map(toJson).toList());
  }

  private JsonObject clients(ServiceReport report) {
    List<QbConnection> open = server.connections();
    long readers = open.stream().filter(QbConnection::isReadOnly).count();
    return new JsonObject()
        .put("open", report.activeConnections())
        .put("mayRead", readers)
        .put("mayWrite", open.size() - readers)
        .put("closed", report.closedConnections())
        .put("protection", report.protection().toJson());
  }

  private static JsonObject configuration(StateReport state) {
    StateStats stats = state.stats();
    var json =
        new JsonObject()
            .put("version", stats.version())
            .put("files", stats.files())
            .put("bytes", stats.bytes())
            .put("guests", stats.guests())
            .put("quorate", stats.isQuorate())
            .put("rrdQueued", state.rrd().queued())
            .put("rrdDropped", state.rrd().dropped());
    state
        .source()
        .writes()
        .ifPresent(
            writes ->
                json.put("writable", writes.failure().isEmpty())
                    .put("transactions", writes.transactions()));
    return json;
  }

  private static JsonObject operation(OperationReport operation) {
    Latencies latencies = operation.latencies();
    var json = new JsonObject();
    if (operation.hasId()) {
      json.put("id", operation.id());
    }
    return json.put("name", operation.name())
        .put("module", operation.module())
        .put("version", operation.version())
        .put("requests", operation.requests())
        .put("errors", operation.errors())
        .put("timeouts", operation.timeouts())
        .put("inFlight", operation.inFlight())
        .put("p50Nanos", latencies.p50Nanos())
        .put("p99Nanos", latencies.p99Nanos())
        .put("maxNanos", latencies.maxNanos())
        .put("upTo", new JsonArray(latencies.upTo()));
  }

  private static JsonObject module(ModuleStatus module) {
    return new JsonObject()
        .put("name", module.name())
        .put("version", module.version().orElse(null))
        .put("before", module.before().orElse(null))
        .put("operations", new JsonArray(List.copyOf(module.operations().values())));
  }

  private static JsonObject change(ModuleChanges.Change change) {
    return new JsonObject()
        .put("time", change.time().toString())
        .put("module", change.module())
        .put("from", change.from().orElse(null))
        .put("to", change.to().orElse(null));
  }

  private static JsonObject cluster(ClusterReport cluster) {
    return new JsonObject()
        .put("name", cluster.name())
        .put("quorate", cluster.isQuorate())
        .put("members", array(cluster.members(), NodeReport::toJson))
        .put(
            "groups",
            array(
                cluster.groups(),
                group ->
                    new JsonObject()
                        .put("name", group.name())
                        .put("mode", group.mode())
                        .put("synced", group.isSynced())
                        .put("members", group.members().size())
                        .put("waiting", group.waiting())));
  }

  private static JsonObject mount(MountReport mount) {
    return new JsonObject()
        .put("calls", mount.total(CallReport::calls))
        .put("errors", mount.total(CallReport::errors))
        .put("waiting", mount.waiting())
        .put("openHandles", mount.openHandles())
        .put("timeouts", mount.timeouts());
  }
}
