package dev.qbipc.server;

import dev.qbipc.linux.Errno;
import io.vertx.core.VerticleBase;

/**
 * An operation: a verticle that answers requests.
 *
 * <p>{@link QbServer#deploy} and {@link QbServer#operation} deploy it, on every ring reader unless
 * its options say otherwise, and consume its requests from an event-bus address; all requests of
 * one instance come on its context.
 */
public abstract class OperationVerticle extends VerticleBase {

  /**
   * Answers a request, now or later. An exception answers it with EIO.
   *
   * @param request to be ended with exactly one of reply, fail and done
   */
  protected abstract void handle(Request request);

  /**
   * Has a request answered, one way or another. For the server, on the verticle's context.
   *
   * @return what the operation has failed with, or null
   */
  public final Throwable answer(Request request) {
    try {
      handle(request);
      return null;
    } catch (RuntimeException | LinkageError | VirtualMachineError | AssertionError e) {
      request.fail(Errno.EIO);
      return e;
    }
  }
}
