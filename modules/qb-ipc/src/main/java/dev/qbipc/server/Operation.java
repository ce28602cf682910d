package dev.qbipc.server;

import io.vertx.core.Handler;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * An operation and its options, to be put in service.
 *
 * @param supplier creates a new instance on each call
 * @param options how the instances are deployed
 */
public record Operation(Supplier<? extends OperationVerticle> supplier, OperationOptions options) {

  /**
   * Copies the options.
   *
   * @param supplier creates a new instance on each call
   * @param options how the instances are deployed
   */
  public Operation {
    Objects.requireNonNull(supplier, "supplier");
    options = new OperationOptions(Objects.requireNonNull(options, "options"));
  }

  /**
   * Makes an operation of a function, deployed on the readers and without a deadline.
   *
   * @param handler answers the requests; called on all readers, so possibly by several threads at
   *     once
   * @return the operation
   */
  public static Operation of(Handler<Request> handler) {
    Objects.requireNonNull(handler, "handler");
    return new Operation(
        () ->
            new OperationVerticle() {
              @Override
              public void handle(Request request) {
                handler.handle(request);
              }
            });
  }

  /**
   * An operation with default options: on the readers, without a deadline.
   *
   * @param supplier creates a new instance on each call
   */
  public Operation(Supplier<? extends OperationVerticle> supplier) {
    this(supplier, new OperationOptions());
  }
}
