package dev.qbipc.conformance;

import dev.qbipc.QbException;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.RateLimit;
import dev.qbipc.server.ServiceStats;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Our server in this process. */
final class InProcessServer implements ServerUnderTest {

  private final OutputLines callbacks = new OutputLines();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final ServiceOptions options;
  private final QbServer server;
  private final ConformanceService conformance;

  private InProcessServer(ServiceOptions options, Consumer<String> output) {
    this.options = options;
    this.server = QbServer.create(vertx, options.serverOptions());
    this.conformance =
        new ConformanceService(vertx, server, options, output.andThen(callbacks::add));
    try {
      await(conformance.start());
    } catch (RuntimeException e) {
      await(vertx.close());
      throw e;
    }
  }

  /**
   * Starts it and waits until clients can connect.
   *
   * @throws QbException EADDRINUSE when the name is taken
   */
  static InProcessServer start(ServiceOptions options) {
    return start(options, line -> {});
  }

  /** As {@link #start(ServiceOptions)}, and another listener hears of the callbacks too. */
  static InProcessServer start(ServiceOptions options, Consumer<String> output) {
    return new InProcessServer(options, output);
  }

  /** The server itself, for what only ours can be asked. */
  QbServer server() {
    return server;
  }

  /** What is asked of the clients that come from now on. */
  void acceptPolicy(AcceptPolicy policy) {
    conformance.acceptPolicy(policy);
  }

  /** What is told of the clients that come from now on. */
  void connectionHandler(Handler<QbConnection> handler) {
    conformance.connectionHandler(handler);
  }

  /** What the server is deployed on. */
  Vertx vertx() {
    return vertx;
  }

  @Override
  public String service() {
    return options.service();
  }

  @Override
  public int pid() {
    return (int) ProcessHandle.current().pid();
  }

  @Override
  public OutputLines callbacks() {
    return callbacks;
  }

  @Override
  public void rateLimit(int limit) {
    await(server.requestRateLimit(RateLimit.values()[limit]));
  }

  @Override
  public ServiceStats stats() {
    return server.stats();
  }

  @Override
  public void close() {
    try {
      await(server.close());
    } finally {
      await(vertx.close());
    }
  }

  /** Waits for what a future brings, and throws what it fails with. */
  static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(OutputLines.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError("failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("not completed in " + OutputLines.PATIENCE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
