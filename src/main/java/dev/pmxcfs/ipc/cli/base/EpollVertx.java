package dev.pmxcfs.ipc.cli.base;

import dev.pmxcfs.ipc.process.ProgramVertx;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.function.Function;

/** Vert.x as every command needs it. */
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
    Vertx vertx = create.apply(ProgramVertx.options(eventLoops));
    if (!vertx.isNativeTransportEnabled()) {
      Throwable cause = vertx.unavailableNativeTransportCause();
      ProgramVertx.close(vertx);
      throw new CommandFailedException("epoll is not available on this machine: " + cause, cause);
    }
    return vertx;
  }
}
