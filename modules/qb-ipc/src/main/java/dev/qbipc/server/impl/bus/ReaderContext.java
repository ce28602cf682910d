package dev.qbipc.server.impl.bus;

import io.vertx.core.ThreadingModel;
import io.vertx.core.impl.ContextImpl;
import io.vertx.core.impl.EventLoopExecutor;
import io.vertx.core.impl.VertxImpl;
import io.vertx.core.internal.ContextInternal;

/**
 * Makes the contexts of a reader: its own, and those on which operations' consumers get their
 * requests on it.
 *
 * <p>Vert.x's own worker context keeps its tasks in an order of its own, under a lock and with
 * several objects for each. A reader runs one task after another anyway, so this context hands them
 * over as they are. By JMH a request's way over the bus takes 115 ns and 96 bytes beside its own 56
 * (ReaderDispatchBenchmark), where a message of Vert.x's own takes 155 ns and 192 bytes even on an
 * event loop (DispatchBenchmark). Otherwise it is the context of the operation's deployment, and
 * goes with it. What is executed blocking, by operations or by the server itself, runs on Vert.x's
 * worker threads, not on the reader.
 */
public final class ReaderContext {

  private ReaderContext() {}

  /** A context for what is deployed with another one, whose tasks a reader runs. */
  public static ContextInternal of(ContextInternal deployed, DeliveryExecutor reader) {
    var vertx = (VertxImpl) deployed.owner();
    return new ContextImpl(
        vertx,
        new Object[vertx.contextLocals().size()],
        (EventLoopExecutor) deployed.eventLoop(),
        ThreadingModel.WORKER,
        reader,
        vertx.workerPool(),
        deployed.deploymentID(),
        deployed.closeFuture(),
        deployed.classLoader());
  }
}
