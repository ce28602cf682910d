package dev.pmxcfs.ipc.cli.base;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.function.Function;

/** Vert.x as every command needs it: on epoll, since libqb's sockets cannot be reached without. */
public final class EpollVertx {

  private EpollVertx() {}

  /**
   * Starts Vert.x.
   *
   * @param eventLoops how many event loops it has
   * @throws CommandFailedException if this machine has no epoll
   */
  public static Vertx start(int eventLoops) {
    return start(eventLoops, Vertx::vertx);
  }

  /**
   * As {@link #start(int)}.
   *
   * @param create makes an instance with options
   */
  public static Vertx start(int eventLoops, Function<VertxOptions, Vertx> create) {
    var options =
        new VertxOptions()
            .setPreferNativeTransport(true)
            .setEventLoopPoolSize(eventLoops)
            .setFileSystemOptions(noFileCache());
    Vertx vertx = create.apply(options);
    if (!vertx.isNativeTransportEnabled()) {
      Throwable cause = vertx.unavailableNativeTransportCause();
      vertx.close();
      throw new CommandFailedException("epoll is not available on this machine: " + cause, cause);
    }
    return vertx;
  }

  /** Nothing is served from the class path, so no directory for it is made in /tmp. */
  private static FileSystemOptions noFileCache() {
    return new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
  }
}
