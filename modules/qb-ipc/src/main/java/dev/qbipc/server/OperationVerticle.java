package dev.qbipc.server;

import dev.qbipc.Errno;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An operation: a verticle that answers requests.
 *
 * <p>{@link QbServer#operation} deploys it, on every ring reader unless its options say otherwise.
 * It consumes an event-bus address that the server chooses; all requests of one instance come on
 * its context. A subclass that overrides {@link #start()} calls this class's.
 */
public abstract class OperationVerticle extends VerticleBase {

  /** The member of the deployment's configuration that holds the address. */
  public static final String ADDRESS = "address";

  private static final Logger LOG = LoggerFactory.getLogger(OperationVerticle.class);

  private MessageConsumer<Request> consumer;

  /**
   * Answers a request, now or later. An exception answers it with EIO.
   *
   * @param request to be ended with exactly one of reply, fail and done
   */
  protected abstract void handle(Request request);

  @Override
  public Future<?> start() throws Exception {
    consumer = vertx.eventBus().localConsumer(config().getString(ADDRESS), this::deliver);
    return consumer.completion();
  }

  @Override
  public Future<?> stop() throws Exception {
    return consumer == null ? Future.succeededFuture() : consumer.unregister();
  }

  private void deliver(Message<Request> message) {
    Request request = message.body();
    try {
      handle(request);
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
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
