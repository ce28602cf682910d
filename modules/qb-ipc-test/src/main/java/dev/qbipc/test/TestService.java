package dev.qbipc.test;

import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A service that listens while a test runs, on a Vert.x of its own and under a name that no other
 * test has, in this process or another. Real clients connect to it, libqb's among them.
 *
 * <p>Must not be opened or closed on an event loop: it waits.
 */
public final class TestService implements AutoCloseable {

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final Vertx vertx;
  private final QbServer server;

  private TestService(Vertx vertx, QbServer server) {
    this.vertx = vertx;
    this.server = server;
  }

  /**
   * Starts a service.
   *
   * @param operations registers what the service answers; listens afterwards
   * @return the service, which listens
   */
  public static TestService start(Function<QbServer, Future<?>> operations) {
    return start(new QbServerOptions(), operations);
  }

  /**
   * Starts a service.
   *
   * @param options all of them but the name, which is chosen here
   * @param operations registers what the service answers; listens afterwards
   * @return the service, which listens
   */
  public static TestService start(
      QbServerOptions options, Function<QbServer, Future<?>> operations) {
    var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    var named = new QbServerOptions(options).setService(newName());
    try {
      QbServer server = QbServer.create(vertx, named);
      operations.apply(server).compose(registered -> server.listen()).await();
      return new TestService(vertx, server);
    } catch (RuntimeException | Error e) {
      vertx.close().await();
      throw e;
    }
  }

  /** {@return a service name that no other service has} */
  public static String newName() {
    return "qb-test-" + ProcessHandle.current().pid() + "-" + NAMES.getAndIncrement();
  }

  /** {@return the name that clients connect to} */
  public String name() {
    return server.service();
  }

  /** {@return the server, for statistics and connections} */
  public QbServer server() {
    return server;
  }

  /** {@return the Vert.x that it runs on, for clients too} */
  public Vertx vertx() {
    return vertx;
  }

  /** Disconnects all clients and ends the service with its Vert.x. */
  @Override
  public void close() {
    try {
      server.close().await();
    } finally {
      // Not composed: what completes on a context of this Vert.x does so no more when that is
      // closed.
      vertx.close().await();
    }
  }
}
