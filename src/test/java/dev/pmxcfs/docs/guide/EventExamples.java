package dev.pmxcfs.docs.guide;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;

/** The code of the guide's chapter on events, the server's part. */
final class EventExamples {

  private static final int TICK = 100;

  private EventExamples() {}

  static void greet(QbServer server) {
    server.connectionHandler(connection -> connection.sendEvent(TICK, 0, Buffer.buffer("welcome")));
  }

  static void tick(Vertx vertx, QbServer server) {
    vertx.setPeriodic(
        TimeUnit.SECONDS.toMillis(1),
        id -> {
          Buffer now = Buffer.buffer(Long.toString(System.currentTimeMillis()));
          server.connections().forEach(connection -> connection.sendEvent(TICK, 0, now));
        });
  }

  static Future<Void> tickOrDisconnect(QbConnection connection, Buffer now) {
    return connection
        .sendEvent(TICK, 0, now)
        .recover(
            failure -> {
              boolean full = failure instanceof QbException e && e.errno() == Errno.EAGAIN;
              return full ? connection.disconnect() : Future.failedFuture(failure);
            });
  }
}
