package dev.qbipc.server;

import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;

/**
 * An operation: a verticle that answers requests.
 *
 * <p>{@link QbServer#deploy} and {@link QbServer#operation} deploy it, on every ring reader unless
 * its options say otherwise, and consume its requests from an event-bus address; all requests of
 * one instance come on its context.
 */
public abstract class OperationVerticle extends VerticleBase implements Handler<Request> {

  /** Called for each instance, before it is deployed. */
  public OperationVerticle() {}

  /**
   * Answers a request, now or later. If it throws, the request is answered with EIO.
   *
   * @param request to be ended with exactly one of reply, fail and done
   */
  @Override
  public abstract void handle(Request request);
}
