package dev.pmxcfs.bench.client;

import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What client.c does, on an event loop: {@code call} and {@code events}, with the same arguments
 * and the same output. Before it says that it is ready, it has run for a while, so that the JVM has
 * compiled what is used.
 */
public final class EventLoopClient {

  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int WARM_UP_EVENTS = 3;

  private static final int EVENTS = 3;

  /** Bytes of a response or an event before its payload. */
  private static final int HEADER = 24;

  private final QbClient client;
  private final int id;
  private final Buffer payload;
  private final Measurement measured = new Measurement();

  private EventLoopClient(QbClient client, int id, Buffer payload) {
    this.client = client;
    this.id = id;
    this.payload = payload;
  }

  /**
   * {@code call SERVICE ID PAYLOAD MAX MILLIS PAUSE} or {@code events SERVICE PAYLOAD MAX COUNT}.
   */
  public static void main(String[] arguments) throws IOException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try {
      switch (arguments[0]) {
        case "call" ->
            open(vertx, arguments[1], Integer.parseInt(arguments[2]), arguments[3], arguments[4])
                .call(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[5])));
        case "events" ->
            open(vertx, arguments[1], EVENTS, arguments[2], arguments[3])
                .readEvents(Integer.parseInt(arguments[4]));
        default -> throw new IllegalArgumentException(String.join(" ", arguments));
      }
    } finally {
      vertx.close().await();
    }
  }

  private static EventLoopClient open(
      Vertx vertx, String service, int id, String payload, String maxMessage) throws IOException {
    var options =
        new QbClientOptions().setService(service).setMaxMessageSize(Integer.parseInt(maxMessage));
    var bytes = Buffer.buffer(Files.readAllBytes(Path.of(payload)));
    return new EventLoopClient(QbClient.connect(vertx, options).await(), id, bytes);
  }

  private void call(long nanos) throws IOException {
    callFor(WARM_UP_NANOS);
    measured.waitForStart();
    long begun = System.nanoTime();
    callFor(nanos);
    measured.print(System.nanoTime() - begun);
  }

  private void callFor(long nanos) {
    Promise<Void> done = Promise.promise();
    long end = System.nanoTime() + nanos;
    // The first response puts what follows on the client's event loop.
    client
        .request(id, payload)
        .map(this::check)
        .onFailure(done::fail)
        .onSuccess(first -> callUntil(end, System.nanoTime(), done));
    done.future().await();
  }

  private void callUntil(long end, long begun, Promise<Void> done) {
    client
        .request(id, payload)
        .map(this::check)
        .onFailure(done::fail)
        .onSuccess(
            response -> {
              long now = System.nanoTime();
              measured.time(now - begun);
              if (now < end) {
                callUntil(end, now, done);
              } else {
                done.complete();
              }
            });
  }

  private QbMessage check(QbMessage message) {
    if (message.error() != 0) {
      throw new IllegalStateException("error of the answer: " + message.error());
    }
    measured.count(HEADER + message.payload().length());
    return message;
  }

  private void readEvents(int wanted) throws IOException {
    for (int i = 0; i < WARM_UP_EVENTS; i++) {
      awaitEvents(wanted);
    }
    measured.waitForStart();
    long begun = System.nanoTime();
    awaitEvents(wanted);
    measured.print(System.nanoTime() - begun);
  }

  private void awaitEvents(int wanted) {
    measured.reset();
    Promise<Void> done = Promise.promise();
    client.eventHandler(
        event -> {
          check(event);
          if (measured.count() == wanted) {
            done.complete();
          }
        });
    Future.all(client.request(id, payload), done.future()).await();
  }
}
