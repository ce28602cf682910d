package dev.qbipc.server.impl.operation;

import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import dev.qbipc.server.impl.bus.BusMessage;
import dev.qbipc.server.impl.bus.ReaderContext;
import dev.qbipc.server.impl.connection.RequestImpl;
import dev.qbipc.server.impl.limits.ProtectionCounters.Event;
import dev.qbipc.server.impl.reader.RingReader;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An operation's verticle with the event-bus consumer that feeds it, deployed as one.
 *
 * <p>To Vert.x no start of an operation fails: Vert.x 5.2 keeps a deployment that failed to start,
 * and with it all classes of the operation's module. Who deploys asks {@link #failure()}.
 */
public final class OperationInstance implements Deployable {

  private static final Logger LOG = LoggerFactory.getLogger(OperationInstance.class);

  private final OperationVerticle operation;
  private final String address;
  private final RingReader reader;
  private volatile Throwable failure;

  /**
   * @param reader on which it is deployed, or null if it is elsewhere
   */
  public OperationInstance(OperationVerticle operation, String address, RingReader reader) {
    this.operation = operation;
    this.address = address;
    this.reader = reader;
  }

  /** What the operation's start failed with, or null. */
  Throwable failure() {
    return failure;
  }

  /** Consumes requests when the operation has started. */
  @Override
  public Future<?> deploy(Context context) {
    return start((ContextInternal) context).otherwise(this::failedWith);
  }

  private Void failedWith(Throwable cause) {
    failure = cause;
    return null;
  }

  private Future<Void> start(ContextInternal context) {
    var consuming = reader == null ? context : ReaderContext.of(context, reader.executor());
    try {
      return operation.deploy(context).compose(started -> consume(consuming));
    } catch (Exception | LinkageError e) {
      return Future.failedFuture(e);
    }
  }

  private Future<Void> consume(ContextInternal context) {
    Promise<Void> consuming = Promise.promise();
    // The bus delivers on the context that is current where the consumer is made.
    context.dispatch(
        () ->
            context
                .owner()
                .eventBus()
                .localConsumer(address, this::deliver)
                .completion()
                .onComplete(consuming));
    return consuming.future();
  }

  private void deliver(Message<Request> message) {
    RequestImpl request = (RequestImpl) ((BusMessage<?>) message).take();
    if (reader == null && request.isOrphan()) {
      // Its client has gone while it waited for this thread.
      request.done();
      return;
    }
    Throwable failure = answer(request);
    if (failure != null && request.permitsLine(Event.OPERATION_FAILURE)) {
      LOG.error(
          "operation {} failed for {}; the client gets EIO",
          request.id(),
          request.connection(),
          failure);
    }
  }

  /** Answers a request in any case. Returns the failure of the operation, or null. */
  private Throwable answer(Request request) {
    try {
      operation.handle(request);
      return null;
    } catch (InternalError e) {
      // Perhaps no failure of the operation: a client has truncated the ring that it wrote to.
      boolean clients = reader != null && reader.faults().attributeCaught();
      request.fail(Errno.EIO);
      return clients ? null : e;
    } catch (RuntimeException | LinkageError | VirtualMachineError | AssertionError e) {
      request.fail(Errno.EIO);
      return e;
    }
  }

  @Override
  public Future<?> undeploy(Context context) throws Exception {
    return failure == null ? operation.undeploy(context) : Future.succeededFuture();
  }
}
