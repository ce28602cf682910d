package dev.pmxcfs.ipc.health;

import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What would keep a client from connecting, or from being answered. Each fault is a sentence. */
final class ClientChecks {

  private static final Duration READERS_PATIENCE = Duration.ofSeconds(2);

  /** A client's socket, and what is open while its rings are made. */
  private static final int DESCRIPTORS_FOR_A_CLIENT = 8;

  private final QbServer server;
  private final int maxConnections;
  private final ClientRoom room;

  ClientChecks(QbServer server, QbServerOptions options) {
    this.server = server;
    this.maxConnections = options.getConnectionLimits().getMaxConnections();
    this.room = new ClientRoom(options);
  }

  Optional<String> listening() {
    return faultIf(!server.isListening(), "no client is let in at @" + server.service());
  }

  Optional<String> places() {
    return faultIf(
        server.stats().activeConnections() >= maxConnections,
        "all " + maxConnections + " connections that the server allows are open");
  }

  Future<Optional<String>> readers() {
    return server
        .silentReaders(READERS_PATIENCE)
        .map(ClientChecks::silent)
        // A service that has ended has no readers to ask, and says that it is closed.
        .otherwise(ended -> Optional.of(ended.getMessage()));
  }

  private static Optional<String> silent(List<String> readers) {
    return faultIf(
        !readers.isEmpty(),
        String.join(" and ", readers)
            + " has not looked for requests for "
            + READERS_PATIENCE.toSeconds()
            + " s");
  }

  Optional<String> descriptors() {
    var descriptors = Descriptors.now();
    return faultIf(
        descriptors.max() - descriptors.open() < DESCRIPTORS_FOR_A_CLIENT,
        descriptors.open()
            + " of "
            + descriptors.max()
            + " descriptors are open, and a client needs "
            + DESCRIPTORS_FOR_A_CLIENT);
  }

  Optional<String> sharedMemory() {
    return room.fault();
  }

  private static Optional<String> faultIf(boolean faulty, String fault) {
    return faulty ? Optional.of(fault) : Optional.empty();
  }
}
