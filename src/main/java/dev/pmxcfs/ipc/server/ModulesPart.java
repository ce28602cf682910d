package dev.pmxcfs.ipc.server;

import dev.pmxcfs.ipc.modules.ModuleDirectory;
import dev.pmxcfs.ipc.modules.ModuleWatch;
import dev.pmxcfs.ipc.modules.ServedModules;
import dev.pmxcfs.state.failure.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The operations, from the jars in their directory, and the watch of that directory. */
final class ModulesPart {

  private static final String CANNOT_LOAD = "cannot load the operations";

  private final Vertx vertx;
  private final PmxcfsServerOptions options;
  private final Supplier<ServedModules> modules;
  private volatile ModuleWatch watch;

  /**
   * @param modules takes the operations, once the service is open
   */
  ModulesPart(Vertx vertx, PmxcfsServerOptions options, Supplier<ServedModules> modules) {
    this.vertx = vertx;
    this.options = options;
    this.modules = modules;
  }

  Part part() {
    return new Part(
        "the watch of modules", this::open, () -> Part.close(watch, ModuleWatch::close));
  }

  private Future<?> open() {
    var directory = new ModuleDirectory(Path.of(options.getModules()));
    Future<?> loaded =
        vertx
            .executeBlocking(
                () -> {
                  if (options.isWatchModules()) {
                    // before the jars are read: what changes meanwhile is swapped in
                    watch = watch(directory);
                  }
                  return directory.load(modules.get());
                },
                false)
            .compose(loading -> loading)
            .onSuccess(all -> startWatch());
    return StartFailedException.unless(loaded, CANNOT_LOAD);
  }

  private ModuleWatch watch(ModuleDirectory directory) throws StartFailedException {
    try {
      return new ModuleWatch(vertx, directory, modules.get());
    } catch (IOException e) {
      throw new StartFailedException(CANNOT_LOAD + ": " + Reason.withFile(e), e);
    }
  }

  private void startWatch() {
    if (watch != null) {
      watch.start();
    }
  }
}
