package dev.pmxcfs.ipc.server;

import dev.pmxcfs.ipc.blackbox.Blackbox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * pmxcfs's service with all that belongs to it: the configuration, the operations, the admin
 * service for the program's other commands, the HTTP port for metrics, and what watches over it.
 *
 * <p>A server is started once and closed once. One that is started by a verticle ends with it. Any
 * thread may call the methods; their futures complete on the caller's context.
 *
 * <p>There may be several in one process, each with a service name and a database of its own.
 */
public interface PmxcfsServer {

  /**
   * Creates a server that is not started yet.
   *
   * @param vertx with its epoll transport
   * @throws IllegalArgumentException if the options name no directory of modules
   */
  static PmxcfsServer create(Vertx vertx, PmxcfsServerOptions options) {
    return new PmxcfsServerImpl(vertx, options);
  }

  /**
   * Sets additional metrics for the metrics port, such as the meters of Vert.x. Set it before
   * {@link #start()}.
   *
   * @param text supplies them in Prometheus's text format, on any thread
   */
  PmxcfsServer meters(Supplier<String> text);

  /**
   * Opens everything, one after the other. If there is no room for a client in shared memory, that
   * is logged, and this goes on once there is.
   *
   * @return completes when clients can connect; fails with a {@link StartFailedException} after the
   *     opened parts have been closed, or with an {@link IllegalStateException} if this was called
   *     before or the server is closed
   */
  Future<Void> start();

  /**
   * Closes everything in the reverse order of the start, within seven seconds. Parts that do not
   * close are logged.
   *
   * @return completes when everything is closed; fails if something is not. A second call returns
   *     the end of the first.
   */
  Future<Void> close();

  /**
   * The end of the mount that nobody has closed the server for.
   *
   * @return completes once somebody else has unmounted the tree and the last who was inside has
   *     left; fails if the mount has ended by a fault. The service goes on without it, and whoever
   *     has started the server closes it as a rule.
   */
  Future<Void> unmounted();

  /**
   * Asks each thread that clients cannot do without for a sign of life: those that read requests,
   * and the one that makes changes.
   *
   * @param patience how long a thread may take; at least a millisecond
   * @return in words those that gave none: nothing if all is well; fails while the server does not
   *     serve
   */
  Future<List<String>> silentThreads(Duration patience);

  /** The latest events, from its creation on. */
  Blackbox blackbox();

  /** What it does, for a person: {@code serving pve2: 34 files, quorate, 12 clients}. */
  String summary();

  /** The service's name as clients connect to it. */
  String service();

  /** The name of the local node. */
  String node();
}
