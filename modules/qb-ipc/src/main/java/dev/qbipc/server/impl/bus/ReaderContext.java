package dev.qbipc.server.impl.bus;

import io.vertx.core.ThreadingModel;
import io.vertx.core.impl.ContextImpl;
import io.vertx.core.impl.EventLoopExecutor;
import io.vertx.core.impl.VertxImpl;
import io.vertx.core.internal.ContextInternal;

/**
 * Creates the contexts of a reader: its own, and those on which the consumers of operations get
 * their requests.
 *
 * <p>Vert.x's worker context keeps its tasks in order with a lock and several objects for each. A
 * reader runs one task after another anyway, so this context passes them on as they are. According
 * to JMH, dispatching a request over the bus takes 115 ns and 96 bytes besides its own 56
 * (ReaderDispatchBenchmark), while an ordinary message takes 155 ns and 192 bytes even on an event
 * loop (DispatchBenchmark). In all other respects it is the context of the operation's deployment,
 * and ends with it. Blocking code, of operations or of the server itself, runs on Vert.x's worker
 * threads, not on the reader.
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
