package dev.pmxcfs.ipc.stats;

import dev.pmxcfs.ipc.health.HealthCheck;
import dev.pmxcfs.ipc.json.CheckedJson;
import dev.qbipc.server.ProtectionStats;
import dev.qbipc.server.ServiceStats;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What a service does and has done, at one moment.
 *
 * @param service its name
 * @param build what it is made of
 * @param pid its process
 * @param uptimeMillis since the process started
 * @param health whether it can do what it is there for
 * @param state what it answers from
 * @param mount where the configuration is mounted, if it is
 * @param cluster that the node is in, if it is in one
 * @param resources what it has left
 * @param droppedLogLines lines of its log that standard error did not take, since the start
 * @param moduleChanges swaps, roll-backs and unloadings since the start
 * @param activeConnections open now
 * @param closedConnections closed since the start
 * @param protection what was refused or ended in self-defence since the start
 * @param operations by id
 * @param connections those open now, by number
 */
public record ServiceReport(
    String service,
    BuildReport build,
    long pid,
    long uptimeMillis,
    List<HealthCheck> health,
    StateReport state,
    Optional<MountReport> mount,
    Optional<ClusterReport> cluster,
    ResourceReport resources,
    long droppedLogLines,
    long moduleChanges,
    int activeConnections,
    int closedConnections,
    ProtectionStats protection,
    List<OperationReport> operations,
    List<ConnectionReport> connections) {

  private static final String MOUNT = "mount";
  private static final String CLUSTER = "cluster";

  /** What the library counts of the service itself. */
  ServiceStats stats() {
    return new ServiceStats(activeConnections, closedConnections, protection);
  }

  /** The sum of something over all operations. */
  public long total(ToLongFunction<OperationReport> what) {
    return operations.stream().mapToLong(what).sum();
  }

  /** The form that the command {@code stats} prints. */
  public JsonObject toJson() {
    var json = new JsonObject();
    json.put("service", service)
        .put("pid", pid)
        .put("build", build.toJson())
        .put("uptimeMillis", uptimeMillis)
        .put("health", toJson(health, HealthCheck::toJson))
        .put("state", state.toJson());
    mount.ifPresent(report -> json.put(MOUNT, report.toJson()));
    cluster.ifPresent(report -> json.put(CLUSTER, report.toJson()));
    return json.put("resources", resources.toJson())
        .put("droppedLogLines", droppedLogLines)
        .put("moduleChanges", moduleChanges)
        .put("activeConnections", activeConnections)
        .put("closedConnections", closedConnections)
        .put("protection", protection.toJson())
        .put("requests", total(OperationReport::requests))
        .put("errors", total(OperationReport::errors))
        .put("timeouts", total(OperationReport::timeouts))
        .put("inFlight", total(OperationReport::inFlight))
        .put("operations", toJson(operations, OperationReport::toJson))
        .put("connections", toJson(connections, ConnectionReport::toJson));
  }

  private static <T> JsonArray toJson(List<T> elements, Function<T, JsonObject> toJson) {
    return new JsonArray(elements.stream().map(toJson).toList());
  }

  /**
   * From {@link #toJson()}.
   *
   * @throws IllegalArgumentException if a member is missing, as one may be that another version of
   *     the program wrote; the message names it
   */
  public static ServiceReport fromJson(JsonObject object) {
    CheckedJson json = CheckedJson.ofAny("", object);
    return new ServiceReport(
        json.string("service"),
        BuildReport.from(json.members("build")),
        json.integer("pid"),
        json.integer("uptimeMillis"),
        json.objects("health", HealthCheck::from),
        StateReport.from(json.members("state")),
        json.optionalMembers(MOUNT).map(MountReport::from),
        json.optionalMembers(CLUSTER).map(ClusterReport::from),
        ResourceReport.from(json.members("resources")),
        json.optionalInteger("droppedLogLines").orElse(0L),
        json.integer("moduleChanges"),
        (int) json.integer("activeConnections"),
        (int) json.integer("closedConnections"),
        new ProtectionStats(json.object("protection")),
        json.objects("operations", OperationReport::from),
        json.objects("connections", ConnectionReport::from));
  }
}
