package dev.qbipc.server.impl;

import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** An operation's verticle with the event-bus consumer that feeds it, deployed as one. */
final class OperationInstance implements Deployable {

  private final OperationVerticle operation;
  private final String address;

  OperationInstance(OperationVerticle operation, String address) {
    this.operation = operation;
    this.address = address;
  }

  /** Consumes requests when the operation has started. */
  @Override
  public Future<?> deploy(Context context) throws Exception {
    Vertx vertx = context.owner();
    return operation
        .deploy(context)
        .compose(
            started ->
                vertx
                    .eventBus()
                    .<Request>localConsumer(address, message -> operation.answer(message.body()))
                    .completion());
  }

  @Override
  public Future<?> undeploy(Context context) throws Exception {
    return operation.undeploy(context);
  }
}
