package dev.pmxcfs.ipc.process;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxInternal;

/** What all instances of Vert.x in this program have in common. */
public final class ProgramVertx {

  private ProgramVertx() {}

  /**
   * Options for an instance on epoll, without which libqb's sockets cannot be reached.
   *
   * @param eventLoops how many event loops it has
   */
  public static VertxOptions options(int eventLoops) {
    return new VertxOptions()
        .setPreferNativeTransport(true)
        .setEventLoopPoolSize(eventLoops)
        .setFileSystemOptions(noFileCache());
  }

  /**
   * Closes an instance while the process serves on, which would end with an event loop's thread
   * otherwise.
   */
  public static Future<Void> close(Vertx vertx) {
    var internal = (VertxInternal) vertx;
    letEnd(internal.nettyEventLoopGroup());
    letEnd(internal.acceptorEventLoopGroup());
    return vertx.close();
  }

  private static void letEnd(EventLoopGroup loops) {
    for (EventExecutor loop : loops) {
      // One that is shutting down was told before.
      if (!loop.isShuttingDown()) {
        loop.execute(EmergencyExit::letEnd);
      }
    }
  }

  /** Nothing is served from the class path, so no directory for it is made in /tmp. */
  private static FileSystemOptions noFileCache() {
    return new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
  }
}
