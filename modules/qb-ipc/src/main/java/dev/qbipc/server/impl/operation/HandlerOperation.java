package dev.qbipc.server.impl.operation;

import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import io.vertx.core.Handler;

/** An operation that is a function. */
public final class HandlerOperation extends OperationVerticle {

  private final Handler<Request> handler;

  public HandlerOperation(Handler<Request> handler) {
    this.handler = handler;
  }

  @Override
  public void handle(Request request) {
    handler.handle(request);
  }
}
