package dev.pmxcfs.ipc.modules;

import dev.pmxcfs.ipc.modules.descriptor.ModuleDescriptor;
import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.ModuleChange;
import dev.qbipc.server.QbServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The modules whose operations a service answers with.
 *
 * <p>Any thread may call the methods. Changes are made one after the other, in the order of the
 * calls. A change that fails leaves everything as it was, and fails with a {@link
 * ModuleRefusedException} that says why in one line.
 *
 * <p>The server orders its deployments, too. The order here is about what comes before them: jars
 * are read one after the other, so that the contents that a file had last serve at the end, and a
 * roll-back goes by what the change before it has left.
 */
public final class ServedModules {

  private static final Logger LOG = LoggerFactory.getLogger(ServedModules.class);

  private final Vertx vertx;
  private final QbServer server;
  private final ModuleLoader loader;

  private final ModuleHistory history = new ModuleHistory();
  private final ModuleChanges changes = new ModuleChanges();

  private Future<?> lastChange = Future.succeededFuture();

  /**
   * A change that has taken effect.
   *
   * @param retired completes when what it took out of service is gone
   */
  private record Change(ModuleStatus status, Future<Void> retired) {}

  /**
   * @param server whose operations they are
   * @param state what the operations answer from
   */
  public ServedModules(Vertx vertx, QbServer server, Object state) {
    this.vertx = vertx;
    this.server = server;
    this.loader = new ModuleLoader(state);
  }

  /** All modules there were since the start, by name. */
  public List<ModuleStatus> list() {
    return history.list();
  }

  /** The descriptors of the modules in service, as they stand in their jars. */
  public List<byte[]> descriptors() {
    return history.serving().stream().map(ModuleJar::descriptorBytes).toList();
  }

  /** The changes since the modules of the start were put in service. */
  public ModuleChanges changes() {
    return changes;
  }

  /**
   * Puts the modules of some jars in service, of which none serves yet.
   *
   * @return fails if any of them is refused, or if two jars have the same module
   */
  Future<Void> load(List<Path> jars) {
    Future<Void> loaded = Future.succeededFuture();
    for (Path jar : jars) {
      loaded =
          loaded.compose(before -> inOrder(() -> read(jar).compose(this::loadFirst)).mapEmpty());
    }
    return loaded;
  }

  private Future<Change> loadFirst(ModuleJar jar) {
    Optional<ModuleJar> serving = history.serving(jar.descriptor().name());
    if (serving.isPresent()) {
      return refused(jar.file(), "has the same module as " + serving.get().file());
    }
    return deploy(jar);
  }

  /**
   * Puts a jar's module in service, in place of the version of it that serves, if any.
   *
   * @return completes when no request is with the old version any more
   */
  public Future<ModuleStatus> swap(Path jar) {
    return inOrder(() -> read(jar).compose(this::replace));
  }

  /**
   * Puts the version of a module in service that served before.
   *
   * @return as {@link #swap}
   */
  public Future<ModuleStatus> rollBack(String name) {
    return inOrder(
        () ->
            history
                .before(name)
                .map(this::replace)
                .orElseGet(() -> refused(name, "no version of it served before")));
  }

  /**
   * Takes a module's operations out of service; they answer like those that never were.
   *
   * @return completes when no request is with them any more
   */
  public Future<ModuleStatus> unload(String name) {
    return inOrder(
        () -> {
          Optional<String> before = servingVersion(name);
          if (before.isEmpty()) {
            return refused(name, "there is no such module in service");
          }
          return orRefused(name, server.undeploy(name))
              .map(made -> new Change(history.add(name, Optional.empty()), made.retired()))
              .onSuccess(change -> LOG.info("module {} is unloaded", name))
              .onSuccess(change -> changes.add(name, before, Optional.empty()));
        });
  }

  private Optional<String> servingVersion(String name) {
    return history.serving(name).map(jar -> jar.descriptor().version());
  }

  private Future<ModuleJar> read(Path file) {
    return vertx.executeBlocking(() -> ModuleJar.read(file), false);
  }

  private Future<Change> deploy(ModuleJar jar) {
    ModuleDescriptor module = jar.descriptor();
    return vertx
        .executeBlocking(() -> loader.load(jar), false)
        .compose(
            operations ->
                orRefused(jar.file(), server.deploy(module.name(), module.version(), operations)))
        .map(made -> new Change(history.add(module.name(), Optional.of(jar)), made.retired()));
  }

  /** As {@link #deploy}, for the operator's log. */
  private Future<Change> replace(ModuleJar jar) {
    ModuleDescriptor module = jar.descriptor();
    Optional<String> before = servingVersion(module.name());
    return deploy(jar)
        .onSuccess(change -> changes.add(module.name(), before, Optional.of(module.version())))
        .onSuccess(
            change ->
                LOG.info(
                    "module {} {} serves, of {}", module.name(), module.version(), jar.file()));
  }

  private static Future<ModuleChange> orRefused(Object what, Future<ModuleChange> change) {
    return change.recover(cause -> refused(what, reason(cause), cause));
  }

  private static String reason(Throwable cause) {
    if (cause instanceof QbException e && e.errno() == Errno.EEXIST) {
      return e.getMessage();
    }
    return "cannot be deployed: " + cause;
  }

  private static <T> Future<T> refused(Object what, String reason) {
    return Future.failedFuture(new ModuleRefusedException(what, reason));
  }

  private static <T> Future<T> refused(Object what, String reason, Throwable cause) {
    return Future.failedFuture(new ModuleRefusedException(what, reason, cause));
  }

  private synchronized Future<ModuleStatus> inOrder(Supplier<Future<Change>> action) {
    Future<Change> changed = lastChange.transform(before -> action.get());
    // without its failure, whose stack trace would keep classes of the module that was refused
    lastChange = changed.transform(ended -> Future.succeededFuture());
    return changed.compose(change -> change.retired().map(change.status()));
  }
}
