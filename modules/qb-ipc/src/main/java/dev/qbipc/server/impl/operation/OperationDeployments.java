package dev.qbipc.server.impl.operation;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.ModuleChange;
import dev.qbipc.server.Operation;
import dev.qbipc.server.OperationStats;
import dev.qbipc.server.impl.reader.RingReader;
import io.netty.util.collection.IntObjectHashMap;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Puts modules of operations in service and takes them out, one after another, while requests go
 * on. A version's instances are started before the dispatcher knows them, and undeployed when the
 * last request that it sent them has ended: every other order loses requests, since a consumer that
 * is unregistered drops what the event bus has routed to it already.
 */
public final class OperationDeployments {

  private static final String FALLBACK = "fallback";

  /** Runs everything here, so that modules are changed one after another. */
  private final ContextInternal context;

  private final VertxInternal vertx;
  private final RequestDispatcher dispatcher;
  private final ServedOperations served;
  private final OperationStarter starter;
  private final Map<String, ModuleVersion> modules = new HashMap<>();

  /** Those among them that are single operations, of no module. */
  private final Set<String> single = new HashSet<>();

  private final Set<Future<Void>> retiring = new HashSet<>();
  private Future<Void> lastChange = Future.succeededFuture();

  /**
   * @param context runs all changes, and owns the operations
   */
  public OperationDeployments(
      ContextInternal context,
      String service,
      RequestDispatcher dispatcher,
      List<RingReader> readers) {
    this.vertx = context.owner();
    this.context = context;
    this.dispatcher = dispatcher;
    this.served = new ServedOperations(context, readers);
    this.starter = new OperationStarter(vertx, service, readers, served::counters);
  }

  /** Puts a single operation in service, which no later call replaces. */
  public Future<Void> add(int id, Operation operation) {
    String name = "operation " + id;
    return change(
            () ->
                modules.containsKey(name)
                    ? Future.failedFuture(exists(id, name))
                    : swapSingle(name, id, operation))
        .mapEmpty();
  }

  /** Puts the operation of all ids in service that have none of their own. */
  public Future<Void> addFallback(Operation operation) {
    return addFallback(vertx.getOrCreateContext(), operation);
  }

  /** As above, for a caller on a context. */
  public Future<Void> addFallback(ContextInternal caller, Operation operation) {
    return change(caller, () -> swapSingle(FALLBACK, OperationStats.FALLBACK, operation))
        .mapEmpty();
  }

  private Future<Future<Void>> swapSingle(String name, int id, Operation operation) {
    single.add(name);
    return swap(name, "", Map.of(id, operation));
  }

  /** Puts a module's operations in service in place of those that it had. */
  public Future<ModuleChange> deploy(
      String module, String version, Map<Integer, Operation> operations) {
    var copy = Map.copyOf(operations);
    return change(() -> swap(module, version, copy));
  }

  /** Takes a module out of service. */
  public Future<ModuleChange> undeploy(String module) {
    return change(
        () ->
            modules.containsKey(module)
                ? swap(module, "", Map.of())
                : Future.failedFuture(new QbException(Errno.ENOENT, "module " + module)));
  }

  /** Undeploys everything. No client is connected any more. */
  public Future<Void> undeployAll(ContextInternal caller) {
    return change(
            caller,
            () -> {
              List<Future<Void>> gone = new ArrayList<>(retiring);
              modules.values().forEach(version -> gone.add(starter.stop(version)));
              return Future.succeededFuture(Future.join(gone).mapEmpty());
            })
        .compose(ModuleChange::retired);
  }

  private Future<ModuleChange> change(Supplier<Future<Future<Void>>> action) {
    return change(vertx.getOrCreateContext(), action);
  }

  /**
   * Changes which modules are in service, after all changes that were asked for before.
   *
   * @param action completes when requests go the new way, with the end of the old version
   * @return completes when requests go the new way; this and the end of the old version on the
   *     caller's context
   */
  private Future<ModuleChange> change(
      ContextInternal caller, Supplier<Future<Future<Void>>> action) {
    Promise<ModuleChange> inEffect = caller.promise();
    context.runOnContext(
        begun -> {
          var changed = lastChange.transform(before -> action.get());
          // Before the next change is made: who waits for that one knows whether this one failed.
          changed.map(end -> new ModuleChange(onContext(caller, end))).onComplete(inEffect);
          // What a swap takes out of service may live on for long; the next swap does not wait.
          // Nor is the failure of this one kept, whose stack trace would keep the module's classes.
          lastChange = changed.transform(taken -> Future.succeededFuture());
        });
    return inEffect.future();
  }

  private static Future<Void> onContext(ContextInternal context, Future<Void> end) {
    Promise<Void> promise = context.promise();
    end.onComplete(promise);
    return promise.future();
  }

  private Future<Future<Void>> swap(
      String module, String version, Map<Integer, Operation> operations) {
    for (int id : operations.keySet()) {
      for (var other : modules.values()) {
        if (!other.module().equals(module) && other.routes().containsKey(id)) {
          return Future.failedFuture(exists(id, other.module()));
        }
      }
    }
    return starter
        .start(module, version, operations)
        .map(started -> putInService(module, operations.isEmpty() ? null : started));
  }

  private Future<Void> putInService(String module, ModuleVersion started) {
    var old = started == null ? modules.remove(module) : modules.put(module, started);
    var routes = new IntObjectHashMap<Route>();
    modules.values().forEach(version -> version.routes().forEach(routes::put));
    dispatcher.route(routes);
    served.become(modules.values(), single);
    return old == null ? Future.succeededFuture() : retire(old);
  }

  private Future<Void> retire(ModuleVersion old) {
    var drained = old.routes().values().stream().map(Route::drained).toList();
    Promise<Void> gone = context.promise();
    Future.all(drained).compose(all -> starter.stop(old)).onComplete(gone);
    retiring.add(gone.future());
    return gone.future().onComplete(ended -> retiring.remove(gone.future()));
  }

  private static QbException exists(int id, String owner) {
    return new QbException(Errno.EEXIST, "operation " + id + " belongs to " + owner);
  }

  /** As {@link ServedOperations#stats}. */
  public Future<List<OperationStats>> stats() {
    return served.stats();
  }

  /** As {@link ServedOperations#statsNow}. */
  public List<OperationStats> statsNow() {
    return served.statsNow();
  }
}
