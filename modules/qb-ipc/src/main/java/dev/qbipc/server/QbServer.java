package dev.qbipc.server;

import dev.qbipc.server.impl.QbServerImpl;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A libqb IPC service: the server end of QB_IPC_SHM.
 *
 * <p>Unmodified libqb clients connect to it by its name. Operations are registered by message id;
 * each runs as a verticle.
 *
 * <p>A server listens once. It ends when it is closed, when listening fails, when the verticle that
 * made it listen is undeployed, and when Vert.x is closed. Afterwards calls fail with {@link
 * IllegalStateException}, and a new server may take its name. Nothing is started before the first
 * operation is put in service or the server listens.
 *
 * <p>Any thread may call the methods. Futures complete on the caller's context, as Vert.x's own do.
 *
 * <p>Requests reach operations over the local event bus, where interceptors see them. An outbound
 * interceptor has to pass a request on at once, or the client gets EIO. No interceptor may keep the
 * message, which carries another request afterwards.
 */
public interface QbServer {

  /** The default for how long {@link #close()} waits for the application. */
  Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

  /**
   * Creates a service that is not listening yet.
   *
   * @param vertx one that uses its epoll transport; it stays its owner's
   * @param options which service, and how; copied
   * @return the service
   * @throws IllegalStateException if Vert.x does not use its epoll transport, or is clustered
   * @throws IllegalArgumentException if the options name no service, or contradict each other
   */
  static QbServer create(Vertx vertx, QbServerOptions options) {
    return new QbServerImpl(vertx, options);
  }

  /**
   * Sets the policy that decides who may connect. Without one everyone may.
   *
   * @param policy called on event loops, possibly several at once
   * @return this
   * @throws IllegalStateException after {@link #listen()}
   */
  QbServer acceptPolicy(AcceptPolicy policy);

  /**
   * Sets a handler that is called with each new connection, on its ring reader, before the
   * connection's first request.
   *
   * @param handler must not block
   * @return this
   * @throws IllegalStateException after {@link #listen()}
   */
  QbServer connectionHandler(Handler<QbConnection> handler);

  /**
   * Has somebody told whom the service refuses or ends in self-defence, and which requests are
   * slow. To be called before {@link #listen()}.
   *
   * @param events is told, on threads of the service
   * @param slow from which time on a request is slow; positive
   * @return this
   * @throws IllegalStateException if the server listens already, or is closed
   */
  QbServer events(ServiceEvents events, Duration slow);

  /**
   * Answers the requests of one id on the thread that reads them. The handler must not block. It is
   * called on all readers, possibly at the same time for different connections.
   *
   * @param id the message id
   * @param handler answers the requests
   * @return completes when requests reach the handler; fails if the id has an operation already
   */
  Future<Void> operation(int id, Handler<Request> handler);

  /**
   * Answers the requests of one id with a verticle.
   *
   * @param id the message id
   * @param supplier creates a new instance on each call
   * @param options how they are deployed; copied
   * @return completes when all instances are deployed; fails as their start does, or if the id has
   *     an operation already
   */
  Future<Void> operation(
      int id, Supplier<? extends OperationVerticle> supplier, OperationOptions options);

  /**
   * Answers the requests of all ids without an operation. If there is no fallback, they fail with
   * ENOSYS.
   *
   * @param handler answers the requests; called as that of an operation
   * @return as {@link #operation(int, Handler)}
   */
  Future<Void> fallback(Handler<Request> handler);

  /**
   * Puts a module's operations in service, in place of its previous ones. No request is lost or
   * reordered: all new instances start first; then, at one moment, requests are routed to them; the
   * old instances are undeployed when the last of their requests has ended. Ids that the module no
   * longer has are answered as unknown ones. Calls take effect one after another; one that fails
   * has failed before the next takes effect.
   *
   * @param module the module's name
   * @param version reported by {@link #operationStats()}
   * @param operations for each message id
   * @return completes when all new requests go to the new instances; the result tells when the old
   *     ones have ended, possibly much later. Fails, and changes nothing, if the start of an
   *     instance fails, or with EEXIST if an id belongs to another module
   */
  Future<ModuleChange> deploy(String module, String version, Map<Integer, Operation> operations);

  /**
   * Takes a module out of service; its ids are answered as unknown ones.
   *
   * @param module its name
   * @return completes when no new request goes to it; the result tells when its instances have
   *     ended, possibly much later. Fails with ENOENT if there is no such module
   */
  Future<ModuleChange> undeploy(String module);

  /**
   * Starts to accept clients. Directories left by dead servers of this name are removed first.
   *
   * @return completes when clients can connect; fails with EADDRINUSE if the name is taken, and
   *     with {@link IllegalStateException} if this is the second call, which changes nothing, or if
   *     the server is closed meanwhile
   */
  Future<QbServer> listen();

  /**
   * {@return whether clients are accepted: from the completion of {@link #listen()} until {@link
   * #close()}}
   */
  boolean isListening();

  /**
   * Creates the rings that a client would get, and removes them again: if that fails, so do
   * clients.
   *
   * @param maxMessageSize the size that the client would ask for, in bytes
   * @return fails with the errno that the client would get: ENOSPC if shared memory is full, EMFILE
   *     if there are no descriptors left, ENOENT or EROFS if there is no shared memory
   */
  Future<Void> tryRings(int maxMessageSize);

  /**
   * Asks the ring readers for a sign of life.
   *
   * @param patience how long each of them may take to respond, at least a millisecond
   * @return the names of readers that did not respond: they have ended, or were busy with one
   *     request all that time
   */
  Future<List<String>> silentReaders(Duration patience);

  /** {@return the service's name as clients connect to it} */
  String service();

  /**
   * Tells all clients that are connected now whether to send requests.
   *
   * @param limit whether, and how urgently
   * @return completes when all of them can see it
   */
  Future<Void> requestRateLimit(RateLimit limit);

  /** {@return the connections open now} */
  List<QbConnection> connections();

  /** {@return counts of connections, past and present, and of refusals} */
  default ServiceStats stats() {
    return stats(false);
  }

  /**
   * Counts connections, past and present, and refusals (libqb {@code qb_ipcs_stats_get}).
   *
   * @param clearAfterRead whether the counters start again from 0; the number of open connections
   *     does not
   * @return the counts, as {@link #stats()}
   */
  ServiceStats stats(boolean clearAfterRead);

  /** {@return statistics of the operations in service, in the order of their ids} */
  Future<List<OperationStats>> operationStats();

  /**
   * {@return the same as {@link #operationStats()}, for callers that cannot wait, such as metrics}
   * It is without what readers have counted since they last looked at their rings, microseconds ago
   * as a rule. After the end of the server, it is what had been counted by then.
   */
  List<OperationStats> operationStatsNow();

  /**
   * As {@link #shutdown(Duration)} with {@link #DEFAULT_SHUTDOWN_TIMEOUT}.
   *
   * @return as there
   */
  Future<Void> close();

  /**
   * Disconnects all clients, stops listening, and removes all files. Waits for close handlers of
   * connections, and for operations to stop, but not longer than a timeout; files are removed
   * afterwards in any case. A second call has the outcome of the first.
   *
   * @param timeout how long to wait; zero does not wait
   * @return completes when nothing is left, at the latest some seconds after the timeout; fails
   *     with a {@link java.util.concurrent.TimeoutException} that names what is left, such as an
   *     operation that does not stop
   */
  Future<Void> shutdown(Duration timeout);
}
