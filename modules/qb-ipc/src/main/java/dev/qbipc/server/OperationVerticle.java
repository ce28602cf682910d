package dev.qbipc.server;

import dev.qbipc.Errno;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An operation: a verticle that answers requests.
 *
 * <p>{@link QbServer#deploy} and {@link QbServer#operation} deploy it, on every ring reader unless
 * its options say otherwise, and consume its requests from an event-bus address; all requests of
 * one instance come on its context.
 */
public abstract class OperationVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(OperationVerticle.class);

  /**
   * Answers a request, now or later. An exception answers it with EIO.
   *
   * @param request to be ended with exactly one of reply, fail and done
   */
  protected abstract void handle(Request request);

  /** Has a request answered, one way or another. For the server, on the verticle's context. */
  public final void answer(Request request) {
    try {
      handle(request);
    } catch (RuntimeException | LinkageError | VirtualMachineError | AssertionError e) {
      LOG.error(
          "operation {} failed for connection {} ({}); the client gets EIO",
          request.id(),
          request.connection().id(),
          request.connection().peer(),
          e);
      request.fail(Errno.EIO);
    }
  }
}
