package dev.qbipc.server.impl;

import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;

/** An operation's verticle with the event-bus consumer that feeds it, deployed as one. */
final class OperationInstance implements Deployable {

  private final OperationVerticle operation;
  private final String address;
  private final RingReader reader;

  /**
   * @param reader on which it is deployed, or null if it is elsewhere
   */
  OperationInstance(OperationVerticle operation, String address, RingReader reader) {
    this.operation = operation;
    this.address = address;
    this.reader = reader;
  }

  /** Consumes requests when the operation has started. */
  @Override
  public Future<?> deploy(Context context) throws Exception {
    var deployed = (ContextInternal) context;
    var consuming = reader == null ? deployed : ReaderContext.of(deployed, reader);
    return operation.deploy(context).compose(started -> consume(consuming));
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
    operation.answer(((RequestMessage) message).unload());
  }

  @Override
  public Future<?> undeploy(Context context) throws Exception {
    return operation.undeploy(context);
  }
}
