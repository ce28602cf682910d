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
 * <p>A server listens once. It ends when it is closed, when listening fails, when the verticle is
 * undeployed that made it listen, and with Vert.x; what is asked of it afterwards fails with {@link
 * IllegalStateException}, and a new server may take its name. Nothing is started before the first
 * operation is put in service or the server listens.
 *
 * <p>Any thread may call the methods. Futures complete on the caller's context, as Vert.x's own do.
 */
public interface QbServer {

  /** How long the application's part in the end of a server may take, unless it says otherwise. */
  Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

  /**
   * A service that is not listening yet.
   *
   * @throws IllegalStateException if Vert.x does not use its epoll transport, or is clustered
   * @throws IllegalArgumentException if the options name no service, or contradict each other
   */
  static QbServer create(Vertx vertx, QbServerOptions options) {
    return new QbServerImpl(vertx, options);
  }

  /**
   * Decides who may connect; everybody may if none is set.
   *
   * @throws IllegalStateException after {@link #listen()}
   */
  QbServer acceptPolicy(AcceptPolicy policy);

  /**
   * Sets what is told of each new connection, on its ring reader, before the connection's first
   * request.
   *
   * @throws IllegalStateException after {@link #listen()}
   */
  QbServer connectionHandler(Handler<QbConnection> handler);

  /**
   * Answers requests of one id on the thread that reads them. The handler must not block and is
   * called on all readers, for different connections at once.
   *
   * @return completes when requests reach the handler; fails if the id has an operation already
   */
  Future<Void> operation(int id, Handler<Request> handler);

  /**
   * Answers requests of one id by a verticle.
   *
   * @param id the message id
   * @param supplier makes a new instance each time
   * @return completes when all instances are deployed; fails as their start does, or if the id has
   *     an operation already
   */
  Future<Void> operation(
      int id, Supplier<? extends OperationVerticle> supplier, OperationOptions options);

  /**
   * Answers requests of all ids that have no operation. Without it they fail with ENOSYS.
   *
   * @return as {@link #operation(int, Handler)}
   */
  Future<Void> fallback(Handler<Request> handler);

  /**
   * Puts a module's operations in service, in place of those that it had. No request is lost or
   * reordered by it: all new instances start first; then, at one moment, requests go to them; the
   * old instances are undeployed when the last of their requests has ended. Ids that the module no
   * longer has are answered as unknown ones. Calls take effect one after another; one that fails
   * has failed before the next takes effect.
   *
   * @param module the module's name
   * @param version told by {@link #operationStats()}
   * @param operations for each message id
   * @return completes when all new requests go to the new instances, with the end of the old ones,
   *     which may be long after; fails, and changes nothing, as the start of an instance does, or
   *     with EEXIST if an id belongs to another module
   */
  Future<ModuleChange> deploy(String module, String version, Map<Integer, Operation> operations);

  /**
   * Takes a module out of service; its ids are answered as unknown ones.
   *
   * @return completes when no new request goes to it, with the end of its instances, which may be
   *     long after; fails with ENOENT if there is no such module
   */
  Future<ModuleChange> undeploy(String module);

  /**
   * Starts to accept clients; directories that dead servers of this name left are removed first.
   *
   * @return completes when clients can connect; fails with EADDRINUSE when the name is taken, and
   *     with {@link IllegalStateException} for the second call, which changes nothing, and when the
   *     server is closed meanwhile
   */
  Future<QbServer> listen();

  /** Whether clients are accepted: from the end of {@link #listen()} until {@link #close()}. */
  boolean isListening();

  /**
   * Makes the rings that a client gets, and removes them again: what fails, fails for clients, too.
   *
   * @param maxMessageSize what the client would ask for, in bytes
   * @return fails as the client would be refused: with ENOSPC if shared memory is full, EMFILE
   *     without descriptors, ENOENT or EROFS where no shared memory is
   */
  Future<Void> tryRings(int maxMessageSize);

  /**
   * Asks the threads that read requests for a sign of life.
   *
   * @param patience how long each of them may take, at least a millisecond
   * @return the names of those that gave none: they have ended, or are busy with one request for
   *     all that time
   */
  Future<List<String>> silentReaders(Duration patience);

  /** The service's name as clients connect to it. */
  String service();

  /** Tells all clients connected now how willingly requests are taken. */
  Future<Void> requestRateLimit(RateLimit limit);

  /** The connections open now. */
  List<QbConnection> connections();

  /** How many connections there are and were, and what was refused. */
  default ServiceStats stats() {
    return stats(false);
  }

  /**
   * As {@link #stats()} (libqb {@code qb_ipcs_stats_get}).
   *
   * @param clearAfterRead whether what is counted starts again from 0; the connections open now
   *     stay what they are
   */
  ServiceStats stats(boolean clearAfterRead);

  /** What the operations in service have done, in the order of their ids. */
  Future<List<OperationStats>> operationStats();

  /**
   * As {@link #operationStats()} for callers that cannot wait, such as metrics: without what
   * readers have counted since they last looked at their rings, microseconds ago as a rule. After
   * the end of the server, what had been counted by then.
   */
  List<OperationStats> operationStatsNow();

  /**
   * As {@link #shutdown(Duration)} with {@link #DEFAULT_SHUTDOWN_TIMEOUT}.
   *
   * @return as there
   */
  Future<Void> close();

  /**
   * Disconnects everybody, stops listening, and removes all files. Close handlers of connections
   * and operations that stop are waited for until a timeout; files are removed after it all the
   * same. A second call has the outcome of the first.
   *
   * @param timeout zero waits for nobody
   * @return completes when nothing is left, some seconds after the timeout at the latest; fails
   *     with {@link java.util.concurrent.TimeoutException} that names what is left, such as an
   *     operation that does not stop
   */
  Future<Void> shutdown(Duration timeout);
}
