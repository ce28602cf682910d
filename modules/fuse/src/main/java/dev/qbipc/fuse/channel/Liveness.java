package dev.qbipc.fuse.channel;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FileSystemSpace;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether the server of a mounted file system is still there. */
enum Liveness {
  /** It has ended: nobody will ever answer. */
  DEAD,

  /** It answers. */
  ALIVE,

  /** It is there, and does not answer. */
  SILENT;

  private static final long PATIENCE_SECONDS = 5;

  /**
   * Asks for the room of the file system, which no cache answers. Who asks a server that is stuck
   * cannot be called back, so that a thread of its own does.
   */
  static Liveness of(Path directory) {
    var answer = new CompletableFuture<Liveness>();
    var asking =
        new Thread(() -> answer.complete(ask(directory)), "fuse: is " + directory + " alive?");
    asking.setDaemon(true);
    asking.start();
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return SILENT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return SILENT;
    }
  }

  private static Liveness ask(Path directory) {
    try {
      FileSystemSpace.of(directory.toString());
      return ALIVE;
    } catch (SystemCallException e) {
      return e.errno() == Errno.ENOTCONN || e.errno() == Errno.ECONNABORTED ? DEAD : ALIVE;
    }
  }
}
