package dev.qbipc.server.impl.connection;

import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.server.Admission;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.ServiceStats;
import dev.qbipc.server.impl.limits.ConnectionQuota;
import dev.qbipc.server.impl.limits.HeldMemory;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import dev.qbipc.server.impl.limits.ProtectionCounters.Event;
import dev.qbipc.server.impl.reader.RingReader;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a service, which begin and end here, and what they share. Any thread may call
 * it.
 *
 * <p>A connection that {@link #add} and {@link #begin} hand over to a reader that falls asleep had
 * its first request answered under jcstress, and one whose service closed meanwhile was closed with
 * it (ConnectionHandOverStress).
 */
public final class ConnectionRegistry {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionRegistry.class);

  private final VertxInternal vertx;

  /** Not the caller's: a reader may have ended by the time that the files are gone. */
  private final ContextInternal fileRemoval;

  private final QbServerOptions options;
  private final Dispatcher dispatcher;
  private final List<RingReader> readers;
  private final ProtectionCounters protection;
  private final ConnectionQuota quota;
  private final HeldMemory heldMemory;
  private final Map<Long, ServerConnection> connections = new ConcurrentHashMap<>();

  /** Those that are closed, and wait for the application to be done with them. */
  private final Set<ServerConnection> ending = ConcurrentHashMap.newKeySet();

  private final AtomicLong lastId = new AtomicLong();
  private final AtomicInteger closedConnections = new AtomicInteger();

  private volatile Handler<QbConnection> connectionHandler = connection -> {};

  public ConnectionRegistry(
      VertxInternal vertx,
      QbServerOptions options,
      Dispatcher dispatcher,
      List<RingReader> readers,
      ProtectionCounters protection) {
    this.vertx = vertx;
    this.fileRemoval = vertx.createEventLoopContext();
    this.options = options;
    this.dispatcher = dispatcher;
    this.readers = readers;
    this.protection = protection;
    this.quota = new ConnectionQuota(options.getConnectionLimits());
    this.heldMemory = new HeldMemory(options.getQueueLimits());
  }

  VertxInternal vertx() {
    return vertx;
  }

  QbServerOptions options() {
    return options;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  ProtectionCounters protection() {
    return protection;
  }

  /** What of the heap is held for clients. */
  HeldMemory heldMemory() {
    return heldMemory;
  }

  /** How many connections there may be; each counts until nothing of it is left. */
  public ConnectionQuota quota() {
    return quota;
  }

  public void connectionHandler(Handler<QbConnection> handler) {
    connectionHandler = handler;
  }

  /**
   * Adds a client that is about to get its answer: from now on it counts, and calls that concern
   * all connections reach it. On its setup verticle's event loop.
   */
  public ServerConnection add(
      Credentials peer, Admission admission, RingSet rings, SetupSocket setup) {
    var reader = leastLoadedReader();
    long id = lastId.incrementAndGet();
    var connection = new ServerConnection(id, peer, admission, rings, setup, reader, this);
    connections.put(id, connection);
    reader.countConnection(1);
    setup.serve(connection);
    LOG.debug("{} of @{} has begun", connection, options.getService());
    if (quota.isClosed()) {
      // It may have come too late for disconnectAll.
      connection.face().disconnect();
    }
    return connection;
  }

  private RingReader leastLoadedReader() {
    return readers.stream().min(Comparator.comparingInt(RingReader::connectionCount)).orElseThrow();
  }

  /** Begins to serve a client that has its answer. Any thread may call it. */
  public void begin(ServerConnection connection) {
    connection.reader().execute(() -> beginOnReader(connection));
  }

  private void beginOnReader(ServerConnection connection) {
    if (connection.isClosed()) {
      return;
    }
    try {
      connectionHandler.handle(connection.face());
    } catch (RuntimeException e) {
      connection.reports().handlerFailed("connection", e);
    }
    if (!connection.isClosed()) {
      connection.reader().add(connection.client());
    }
  }

  /** Counts a connection as ended. On its reader's thread. */
  void ended(ServerConnection connection) {
    connection.reader().countConnection(-1);
    ending.add(connection);
    connections.remove(connection.id());
    closedConnections.incrementAndGet();
    LOG.debug("{} of @{} has ended", connection, options.getService());
  }

  /** Notes that a connection does not wait for the application any more. */
  void released(ServerConnection connection) {
    ending.remove(connection);
  }

  /**
   * Removes the files of a connection that are mapped no more, away from event loops and readers.
   *
   * @return completes when there is nothing more to be done, whether something is left or not
   */
  public Future<Void> removeFiles(RingSet rings, Credentials peer) {
    return fileRemoval.executeBlocking(
        () -> {
          try {
            rings.removeFiles();
          } catch (SystemCallException e) {
            if (protection.count(Event.DIRECTORY_LEFT, peer.uid())) {
              LOG.warn("a client ({}) leaves its directory behind: {}", peer, e.getMessage());
            }
          }
          return null;
        },
        false);
  }

  /**
   * Disconnects all clients, including those whose rings are just being created. Call it when the
   * quota is closed.
   *
   * @return completes when nothing of any connection is left
   */
  public Future<Void> disconnectAll() {
    connections.values().forEach(connection -> connection.face().disconnect());
    return quota.emptied();
  }

  /**
   * Waits no more for what the application has to do for connections that are closed.
   *
   * @return as {@link #disconnectAll()}
   */
  public Future<Void> endAll() {
    ending.forEach(connection -> connection.end().waitNoMore());
    return quota.emptied();
  }

  public List<ServerConnection> connections() {
    return List.copyOf(connections.values());
  }

  /** The connections as the application sees them. */
  public List<QbConnection> faces() {
    return connections.values().stream().<QbConnection>map(ServerConnection::face).toList();
  }

  /**
   * What the service has done.
   *
   * @param clearAfterRead whether what is counted starts again from 0
   */
  public ServiceStats stats(boolean clearAfterRead) {
    int closed = clearAfterRead ? closedConnections.getAndSet(0) : closedConnections.get();
    return new ServiceStats(connections.size(), closed, protection.read(clearAfterRead));
  }
}
