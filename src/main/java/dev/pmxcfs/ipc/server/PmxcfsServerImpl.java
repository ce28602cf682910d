package dev.pmxcfs.ipc.server;

import dev.pmxcfs.ipc.blackbox.Blackbox;
import dev.pmxcfs.ipc.process.Closings;
import dev.pmxcfs.ipc.process.DaemonThread;
import io.vertx.core.Closeable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the parts of the service in their order, and closes them in the reverse one. */
final class PmxcfsServerImpl implements PmxcfsServer {

  private static final Logger LOG = LoggerFactory.getLogger(PmxcfsServerImpl.class);

  /** Closing everything takes no longer. */
  private static final Duration CLOSING_LIMIT = Duration.ofSeconds(7);

  /** Closing one part takes no longer, or those behind it would not have their turn. */
  private static final Duration PART_LIMIT = Duration.ofSeconds(6);

  /** A part that is being opened when the server is closed is not waited for any longer. */
  private static final long OPENING_LIMIT_SECONDS = 2;

  private final VertxInternal vertx;
  private final PmxcfsServerOptions options;
  private final UnaryOperator<List<Part>> partsAs;
  private final Closings closings = new Closings(PART_LIMIT);

  /** Ends the server with the verticle that has started it, or with Vert.x. */
  private final Closeable hook = closer -> close().onComplete(closer);

  /** Completes when this is told to close. */
  private final Promise<Void> closing = Promise.promise();

  private final Promise<Void> unmounted = Promise.promise();

  /** Completes when the start has come to its end; no event loop has a part in that. */
  private final Promise<Void> started = Promise.promise();

  /** Completes when everything is closed; no event loop has a part in that. */
  private final Promise<Void> closed = Promise.promise();

  private final Blackbox blackbox = new Blackbox();

  private Supplier<String> meters = () -> "";

  /** Null before the start. */
  private volatile ServerParts parts;

  /** Whose end ends the server; null before the start. */
  private ContextInternal starter;

  PmxcfsServerImpl(Vertx vertx, PmxcfsServerOptions options) {
    this(vertx, options, UnaryOperator.identity());
  }

  /**
   * @param partsAs what is opened in place of the parts
   */
  PmxcfsServerImpl(Vertx vertx, PmxcfsServerOptions options, UnaryOperator<List<Part>> partsAs) {
    if (options.getModules() == null) {
      throw new IllegalArgumentException("modules is missing: the directory of the operations");
    }
    this.vertx = (VertxInternal) vertx;
    this.options = new PmxcfsServerOptions(options);
    this.partsAs = partsAs;
  }

  @Override
  public synchronized PmxcfsServer meters(Supplier<String> text) {
    meters = text;
    return this;
  }

  @Override
  public synchronized Future<Void> start() {
    if (isClosing() || starter != null) {
      String phase = isClosing() ? "closed" : "started already";
      return Future.failedFuture(new IllegalStateException("the server is " + phase));
    }
    starter = vertx.getOrCreateContext();
    starter.closeFuture().add(hook);
    parts = new ServerParts(vertx, options, blackbox, meters, closing.future(), unmounted);
    openAll(partsAs.apply(parts.inOrder())).onComplete(started);
    return onCallersContext(started.future());
  }

  /** Not on the caller's context, whose verticle would take single parts with it. */
  private Future<Void> openAll(List<Part> parts) {
    ContextInternal context = vertx.createEventLoopContext();
    Promise<Void> begun = context.promise();
    Future<?> opened = begun.future();
    for (Part part : parts) {
      opened = opened.compose(before -> open(part));
    }
    context.runOnContext(now -> begun.complete());
    return opened.<Void>mapEmpty().recover(this::closeAfter);
  }

  private Future<?> open(Part part) {
    if (isClosing()) {
      return closedTooSoon();
    }
    closings.add(part.name(), part.close());
    return part.open().get().compose(done -> checkInTime(part));
  }

  /** What opens when the others are closed already is closed once more. */
  private Future<?> checkInTime(Part part) {
    if (!isClosing()) {
      return Future.succeededFuture();
    }
    closings.add(part.name(), part.close());
    return closedTooSoon();
  }

  private static Future<?> closedTooSoon() {
    return Future.failedFuture(new StartFailedException("the server was closed as it started"));
  }

  private Future<Void> closeAfter(Throwable cause) {
    starter.closeFuture().remove(hook);
    Promise<Void> done = Promise.promise();
    DaemonThread.start(
        "closings",
        () -> {
          closings.closeAll(CLOSING_LIMIT);
          done.fail(cause);
        });
    return done.future();
  }

  private boolean isClosing() {
    return closing.future().isComplete();
  }

  @Override
  public Future<Void> close() {
    if (closing.tryComplete()) {
      closeStarted();
    }
    return onCallersContext(closed.future());
  }

  private synchronized void closeStarted() {
    if (starter == null) {
      closed.complete();
      return;
    }
    starter.closeFuture().remove(hook);
    DaemonThread.start("closings", this::closeAll);
  }

  private void closeAll() {
    long begun = System.nanoTime();
    awaitStarted();
    if (closings.closeAll(CLOSING_LIMIT.minusNanos(System.nanoTime() - begun))) {
      closed.complete();
    } else {
      closed.fail("not everything of @" + service() + " has closed; the log says what");
    }
  }

  private void awaitStarted() {
    try {
      started.future().await(OPENING_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.warn("@{} is closed while it starts", service());
    } catch (Exception e) {
      LOG.debug("@{} had not started", service(), e);
    }
  }

  @Override
  public Future<Void> unmounted() {
    return onCallersContext(unmounted.future());
  }

  @Override
  public Future<List<String>> silentThreads(Duration patience) {
    ServerParts begun = parts;
    return onCallersContext(
        begun == null || isClosing()
            ? Future.failedFuture(new IllegalStateException("@" + service() + " is not served"))
            : begun.silentThreads(patience));
  }

  @Override
  public String summary() {
    ServerParts begun = parts;
    return begun == null || isClosing() ? "not serving " + service() : begun.summary();
  }

  @Override
  public Blackbox blackbox() {
    return blackbox;
  }

  @Override
  public String service() {
    return options.getIpc().getService();
  }

  @Override
  public String node() {
    return options.getState().nodeNameOrHostName();
  }

  /** A thread outside of Vert.x gets the result as soon as it is there. */
  private static <T> Future<T> onCallersContext(Future<T> future) {
    Context context = Vertx.currentContext();
    Promise<T> promise =
        context == null ? Promise.promise() : ((ContextInternal) context).promise();
    future.onComplete(promise);
    return promise.future();
  }
}
