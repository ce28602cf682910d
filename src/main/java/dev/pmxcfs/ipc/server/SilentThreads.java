package dev.pmxcfs.ipc.server;

import dev.pmxcfs.state.replica.ChangeLog;
import dev.qbipc.server.QbServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Finds the threads that clients cannot do without and that give no sign of life: those that read
 * requests, and the one that makes changes.
 */
final class SilentThreads {

  private final Vertx vertx;
  private final QbServer server;
  private final ChangeLog changes;

  SilentThreads(Vertx vertx, QbServer server, ChangeLog changes) {
    this.vertx = vertx;
    this.server = server;
    this.changes = changes;
  }

  /** As {@link PmxcfsServer#silentThreads}. */
  Future<List<String>> ask(Duration patience) {
    Future<List<String>> readers = server.silentReaders(patience);
    Future<List<String>> replica =
        Future.fromCompletionStage(changes.ping(), vertx.getOrCreateContext())
            .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
            .map(List.<String>of())
            .otherwise(List.of("the thread that makes changes"));
    return Future.all(readers, replica)
        .map(both -> Stream.concat(readers.result().stream(), replica.result().stream()).toList());
  }
}
