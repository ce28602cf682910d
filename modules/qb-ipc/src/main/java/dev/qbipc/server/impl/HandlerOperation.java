package dev.qbipc.server.impl;

import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import io.vertx.core.Handler;

/** An operation that is a function. */
final class HandlerOperation extends OperationVerticle {

  private final Handler<Request> handler;

  HandlerOperation(Handler<Request> handler) {
    this.handler = handler;
  }

  @Override
  protected void handle(Request request) {
    handler.handle(request);
  }
}
