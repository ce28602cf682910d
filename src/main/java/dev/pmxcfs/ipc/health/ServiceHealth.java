package dev.pmxcfs.ipc.health;

import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.SourceStatus;
import dev.pmxcfs.state.replica.WriteStatus;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Whether a service can do its work. Any thread may ask; that takes a few microseconds if all is
 * well, and at most {@value #TIMEOUT_MILLIS} ms.
 *
 * <table>
 * <caption>Checks</caption>
 * <tr><td>clients/listening</td><td>clients are accepted</td></tr>
 * <tr><td>clients/places</td><td>another connection is allowed</td></tr>
 * <tr><td>clients/readers</td><td>each reader responds</td></tr>
 * <tr><td>clients/shared-memory</td><td>there is enough for another client</td></tr>
 * <tr><td>clients/descriptors</td><td>there are enough for another client</td></tr>
 * <tr><td>clients/mount</td><td>programs see the mounted tree and get answers; with a mount
 * only</td></tr>
 * <tr><td>config/source</td><td>the database or directory is still in its place</td></tr>
 * <tr><td>config/writable</td><td>changes are saved; with a database only</td></tr>
 * <tr><td>config/cluster</td><td>this node has what the others have, and may change it; in a cluster
 * only</td></tr>
 * </table>
 */
public final class ServiceHealth {

  static final String CLIENTS = "clients";
  static final String CONFIG = "config";

  /** What the service's log has already when it fails. */
  static final String WRITABLE = "writable";

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final String REASON = "reason";

  private final Vertx vertx;
  private final HealthChecks checks;
  private final Shared<SourceStatus> source;
  private final long timeoutMillis;

  /** What the checks of the configuration go by; each question about all begins another. */
  private volatile Future<SourceStatus> look;

  /**
   * @param options the server's
   * @param state what the service answers from
   */
  public ServiceHealth(Vertx vertx, QbServer server, QbServerOptions options, ClusterState state) {
    this(vertx, server, options, state::source, TIMEOUT_MILLIS);
  }

  /**
   * @param source asks a file system, which may not answer
   * @param timeoutMillis after which a check fails
   */
  ServiceHealth(
      Vertx vertx,
      QbServer server,
      QbServerOptions options,
      Supplier<SourceStatus> source,
      long timeoutMillis) {
    this.vertx = vertx;
    this.checks = HealthChecks.create(vertx);
    this.timeoutMillis = timeoutMillis;
    // a file system may be slow, or stuck: one thread waits for it at most
    this.source = new Shared<>(() -> vertx.executeBlocking(source::get, false));
    var clients = new ClientChecks(server, options);
    register(CLIENTS, "listening", clients::listening);
    register(CLIENTS, "places", clients::places);
    registerAsync(CLIENTS, "readers", clients::readers);
    register(CLIENTS, "shared-memory", clients::sharedMemory);
    // the JVM takes long to make ready what counts them, the first time
    registerAsync(CLIENTS, "descriptors", () -> vertx.executeBlocking(clients::descriptors, false));
    registerAsync(CONFIG, "source", () -> look.map(SourceStatus::fault));
    if (source.get().writes().isPresent()) {
      registerAsync(CONFIG, WRITABLE, () -> look.map(ServiceHealth::writable));
    }
  }

  /**
   * Checks a mount, too, from now on.
   *
   * @param fault what is wrong with it, if anything is; it may read files
   */
  public void mount(Supplier<Optional<String>> fault) {
    registerAsync(CLIENTS, "mount", () -> vertx.executeBlocking(fault::get, false));
  }

  /**
   * Checks the cluster, too, from now on.
   *
   * @param fault what is wrong with it, if anything is
   */
  public void cluster(Supplier<Future<Optional<String>>> fault) {
    registerAsync(CONFIG, "cluster", fault);
  }

  /** How the database or directory is; completes when its file system has answered. */
  public Future<SourceStatus> source() {
    return source.fresh();
  }

  private static Optional<String> writable(SourceStatus source) {
    return source
        .writes()
        .flatMap(WriteStatus::failure)
        .map(
            failure ->
                "changes are refused since "
                    + instant(failure.sinceMillis())
                    + ": "
                    + failure.reason());
  }

  private static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
  }

  private void register(String group, String name, Supplier<Optional<String>> check) {
    registerAsync(group, name, () -> Future.succeededFuture(check.get()));
  }

  private void registerAsync(String group, String name, Supplier<Future<Optional<String>>> check) {
    checks.register(
        group + "/" + name,
        timeoutMillis,
        promise ->
            check.get().map(ServiceHealth::status).onComplete(found -> tell(promise, found)));
  }

  /** Where the answer comes after its time, the check has failed already. */
  private static void tell(Promise<Status> promise, AsyncResult<Status> found) {
    if (found.succeeded()) {
      promise.tryComplete(found.result());
    } else {
      promise.tryFail(found.cause());
    }
  }

  private static Status status(Optional<String> fault) {
    return fault
        .map(reason -> Status.KO(new JsonObject().put(REASON, reason)))
        .orElseGet(Status::OK);
  }

  /** All checks. */
  public Future<CheckResult> health() {
    look = source();
    return checks.checkStatus();
  }

  /** Those of the clients: whether one that connects now is served. */
  public Future<CheckResult> readiness() {
    return checks.checkStatus(CLIENTS);
  }

  /** All checks, one by one. */
  public Future<List<HealthCheck>> list() {
    return health().map(all -> all.getChecks().stream().flatMap(this::checksOf).toList());
  }

  private Stream<HealthCheck> checksOf(CheckResult group) {
    return group.getChecks().stream()
        .map(check -> new HealthCheck(group.getId(), check.getId(), fault(check)));
  }

  private Optional<String> fault(CheckResult check) {
    if (CheckResult.isUp(check)) {
      return Optional.empty();
    }
    JsonObject data = check.getData();
    String reason = data == null ? null : data.getString(REASON);
    return Optional.of(reason != null ? reason : "gave no answer in " + timeoutMillis + " ms");
  }
}
