package dev.pmxcfs.docs.guide;

import dev.qbipc.QbException;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.linux.Errno;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** The code of the guide's chapter on clients, and of the client's part of the one on events. */
final class ClientExamples {

  private ClientExamples() {}

  static Future<Buffer> ask(Vertx vertx, String service) {
    return QbClient.connect(vertx, new QbClientOptions().setService(service))
        .compose(
            client ->
                client
                    .request(1, Buffer.buffer("world"))
                    .map(ClientExamples::payload)
                    .eventually(client::disconnect));
  }

  static Buffer payload(QbMessage answer) {
    if (answer.error() != 0) {
      throw new QbException(-answer.error(), "the service refuses");
    }
    return answer.payload();
  }

  static Future<QbMessage> askForAMinute(QbClient client, Buffer question) {
    return client.request(1, question, Duration.ofMinutes(1));
  }

  static Future<QbClient> listen(
      Vertx vertx, String service, Handler<QbMessage> events, Handler<QbException> end) {
    return QbClient.connect(vertx, new QbClientOptions().setService(service))
        .map(client -> client.eventHandler(events).closeHandler(end));
  }

  /** Connects, and connects again after the service has ended. */
  static final class Connector {

    private static final long PAUSE_MILLIS = 500;

    private final Vertx vertx;
    private final QbClientOptions options;
    private final Handler<QbClient> connected;
    private final Handler<Throwable> failed;

    Connector(
        Vertx vertx,
        QbClientOptions options,
        Handler<QbClient> connected,
        Handler<Throwable> failed) {
      this.vertx = vertx;
      this.options = options;
      this.connected = connected;
      this.failed = failed;
    }

    void connect() {
      QbClient.connect(vertx, options)
          .onSuccess(
              client -> {
                client.closeHandler(reason -> connect());
                connected.handle(client);
              })
          .onFailure(
              failure -> {
                if (isTemporary(failure)) {
                  vertx.setTimer(PAUSE_MILLIS, id -> connect());
                } else {
                  failed.handle(failure);
                }
              });
    }

    private static boolean isTemporary(Throwable failure) {
      return failure instanceof QbException e
          && (e.errno() == Errno.ECONNREFUSED || e.errno() == Errno.EAGAIN);
    }
  }
}
