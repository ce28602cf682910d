package dev.qbipc.corosync.fake;

import dev.qbipc.QbException;
import dev.qbipc.SocketMode;
import dev.qbipc.corosync.CorosyncOptions;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One of corosync's services, played by a test: our own server of libqb under the service's name in
 * a directory of the test's. It tells of each request, and answers only what the test has it
 * answer.
 *
 * <p>Must not be opened or closed on an event loop: it waits.
 */
public final class FakeCorosync implements AutoCloseable {

  private final Path directory;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final QbServer server;
  private final List<QbConnection> connections = new CopyOnWriteArrayList<>();
  private final BlockingQueue<FakeRequest> requests = new LinkedBlockingQueue<>();
  private Future<Void> lastEvent = Future.succeededFuture();
  private volatile Handler<FakeRequest> script = requests::add;

  private FakeCorosync(Path directory, String service, AcceptPolicy policy) {
    this.directory = directory;
    server =
        QbServer.create(
                vertx,
                new QbServerOptions()
                    .setService(service)
                    .setSocketMode(SocketMode.FILE_SYSTEM)
                    .setSocketDirectory(directory.toString()))
            .acceptPolicy(policy)
            .connectionHandler(connections::add);
    server
        .fallback(request -> script.handle(new FakeRequest(request)))
        .compose(registered -> server.listen())
        .await();
  }

  /** Starts a service. */
  public static FakeCorosync start(Path directory, String service) {
    return start(directory, service, AcceptPolicy.ACCEPT_ALL);
  }

  /** Starts a service that does not admit everyone. */
  public static FakeCorosync start(Path directory, String service, AcceptPolicy policy) {
    return new FakeCorosync(directory, service, policy);
  }

  /** Options of a client that finds it. */
  public static CorosyncOptions options(Path directory) {
    return new CorosyncOptions()
        .setSocketMode(SocketMode.FILE_SYSTEM)
        .setSocketDirectory(directory.toString());
  }

  /** As {@link #options(Path)}. */
  public CorosyncOptions options() {
    return options(directory);
  }

  /** Answers each request from now on, on the thread that reads it. */
  public FakeCorosync answer(Handler<FakeRequest> handler) {
    script = handler;
    return this;
  }

  /** The next request; waits for it. */
  public FakeRequest next() {
    return Waiting.take(requests, "a request");
  }

  /** Whether there is a request that nobody has taken. */
  public boolean hasRequest() {
    return !requests.isEmpty();
  }

  /** The connections that were ever made, in order. */
  public List<QbConnection> connections() {
    return connections;
  }

  /** Sends an event on the last connection, and waits until there was room for it in its ring. */
  public void event(WireMessage event) {
    Waiting.until(() -> !connections.isEmpty(), "a connection");
    eventNow(event);
    Waiting.value(lastEvent());
  }

  /**
   * Sends an event on the last connection, where an answer is made and nobody may wait: as soon as
   * there is room, behind those before it.
   */
  public synchronized void eventNow(WireMessage event) {
    QbConnection connection = connections.get(connections.size() - 1);
    lastEvent = lastEvent.transform(before -> sent(connection, event));
  }

  private synchronized Future<Void> lastEvent() {
    return lastEvent;
  }

  private Future<Void> sent(QbConnection connection, WireMessage event) {
    return connection
        .sendEvent(event.id(), event.error(), Buffer.buffer(event.payload()))
        .recover(
            failure ->
                failure instanceof QbException qb && qb.errno() == Errno.EAGAIN
                    ? vertx
                        .timer(1, TimeUnit.MILLISECONDS)
                        .compose(passed -> sent(connection, event))
                    : Future.failedFuture(failure));
  }

  /** Ends the service as a process that dies: all connections hang up. */
  @Override
  public void close() {
    try {
      server.shutdown(Duration.ZERO).await();
    } finally {
      vertx.close().await();
    }
  }
}
