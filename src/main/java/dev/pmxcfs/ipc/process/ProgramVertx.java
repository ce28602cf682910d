package dev.pmxcfs.ipc.process;

import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

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

  /** Nothing is served from the class path, so no directory for it is made in /tmp. */
  private static FileSystemOptions noFileCache() {
    return new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
  }
}
