package dev.qbipc.server.impl.connection;

import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.Admission;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.ServiceStats;
import dev.qbipc.server.impl.accept.RingSpace;
import dev.qbipc.server.impl.limits.HeldMemory;
import dev.qbipc.server.impl.limits.LogLimit;
import dev.qbipc.server.impl.limits.Places;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import dev.qbipc.server.impl.limits.ProtectionCounters.Event;
import dev.qbipc.server.impl.operation.RequestDispatcher;
import dev.qbipc.server.impl.reader.RingReader;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the parts of one service share. Any thread may call it.
 *
 * <p>A connection that {@link #add} and {@link #begin} hand over to a reader that falls asleep had
 * its first request answered under jcstress, and one whose service closed meanwhile was closed with
 * it (ConnectionHandOverStress).
 */
public final class ServiceContext {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceContext.class);

  /** How often a kind of thing that clients can cause is logged. */
  private static final Duration LOG_EVERY = Duration.ofSeconds(10);

  private final VertxInternal vertx;
  private final QbServerOptions options;
  private final RequestDispatcher dispatcher;
  private final List<RingReader> readers;

  /** Not the caller's: a reader may have ended by the time that the files are gone. */
  private final ContextInternal fileRemoval;

  private final Map<Long, ServerConnection> connections = new ConcurrentHashMap<>();

  /** Those that are closed, and wait for the application to be done with them. */
  private final Set<ServerConnection> ending = ConcurrentHashMap.newKeySet();

  private final AtomicLong lastId = new AtomicLong();
  private final AtomicInteger closedConnections = new AtomicInteger();
  private final ProtectionCounters protection = new ProtectionCounters();
  private final Places places;
  private final RingSpace ringSpace;
  private final HeldMemory heldMemory;
  private final LogLimit logLimit;

  private volatile AcceptPolicy acceptPolicy = AcceptPolicy.ACCEPT_ALL;
  private volatile Handler<QbConnection> connectionHandler = connection -> {};

  public ServiceContext(
      VertxInternal vertx,
      QbServerOptions options,
      RequestDispatcher dispatcher,
      List<RingReader> readers) {
    this.vertx = vertx;
    this.options = options;
    this.places = new Places(options);
    this.ringSpace = new RingSpace(options);
    this.heldMemory = new HeldMemory(options);
    this.logLimit = newLogLimit(vertx);
    this.dispatcher = dispatcher;
    this.readers = readers;
    this.fileRemoval = vertx.createEventLoopContext();
  }

  public VertxInternal vertx() {
    return vertx;
  }

  public QbServerOptions options() {
    return options;
  }

  RequestDispatcher dispatcher() {
    return dispatcher;
  }

  public List<RingReader> readers() {
    return readers;
  }

  public void acceptPolicy(AcceptPolicy policy) {
    acceptPolicy = policy;
  }

  public void connectionHandler(Handler<QbConnection> handler) {
    connectionHandler = handler;
  }

  /** Whether a client that is accepted may begin its handshake. */
  public boolean mayKnock(Credentials connector) {
    try {
      return acceptPolicy.mayKnock(connector);
    } catch (RuntimeException e) {
      policyFailed(connector, e);
      return false;
    }
  }

  public Admission admit(Credentials peer) {
    try {
      return Objects.requireNonNull(acceptPolicy.admit(peer), "it returned null");
    } catch (RuntimeException e) {
      policyFailed(peer, e);
      return Admission.refuse(Errno.EACCES);
    }
  }

  private void policyFailed(Credentials peer, RuntimeException failure) {
    if (count(Event.POLICY_FAILURE, peer.uid())) {
      LOG.error("the accept policy failed for {}; the client is refused", peer, failure);
    }
  }

  /** The places that connections have until nothing of them is left. */
  public Places places() {
    return places;
  }

  public RingSpace ringSpace() {
    return ringSpace;
  }

  /** What of the heap is held for clients. */
  HeldMemory heldMemory() {
    return heldMemory;
  }

  /**
   * Counts something that was refused or ended in self-defence.
   *
   * @param uid whose client it was, or {@link LogLimit#ANY_USER}
   * @return whether it is to be logged: what one user causes again and again is not
   */
  public boolean count(Event event, int uid) {
    protection.count(event);
    return logLimit.permits(event, uid);
  }

  /**
   * Whether a case that is not counted is to be logged.
   *
   * @param uid whose client it is about
   */
  public boolean permitsLine(Event event, int uid) {
    return logLimit.permits(event, uid);
  }

  /** A limit of its own, as each service has one. */
  public static LogLimit newLogLimit(Vertx vertx) {
    return new LogLimit(vertx, LOG_EVERY, ServiceContext::logLeftOut);
  }

  private static void logLeftOut(Event event, int uid, long count, Duration within) {
    LOG.atLevel(event.level())
        .log(
            "{} more {}{} were {} in {} s",
            count,
            event.subject(),
            uid == LogLimit.ANY_USER ? "" : " of uid " + uid,
            event.whatBecameOfThem(),
            within.toSeconds());
  }

  /** Logs what was left out of the log. Call it when nothing of any client is left. */
  public void release() {
    logLimit.close();
  }

  /** Lets nobody in any more. */
  public void beginToClose() {
    places.close();
  }

  public boolean isClosing() {
    return places.isClosed();
  }

  /**
   * Disconnects everybody, also those whose rings are being made just now.
   *
   * @return completes when nothing of any connection is left
   */
  public Future<Void> disconnectAll() {
    connections.values().forEach(ServerConnection::disconnect);
    return places.emptied();
  }

  /**
   * Waits no more for what the application has to do for connections that are closed.
   *
   * @return as {@link #disconnectAll()}
   */
  public Future<Void> endAll() {
    ending.forEach(ServerConnection::end);
    return places.emptied();
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
    if (isClosing()) {
      // It may have come too late for disconnectAll.
      connection.disconnect();
    }
    return connection;
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
      connectionHandler.handle(connection);
    } catch (RuntimeException e) {
      if (permitsLine(Event.HANDLER_FAILURE, connection.peer().uid())) {
        LOG.error("connection handler failed for {}", connection, e);
      }
    }
    if (!connection.isClosed()) {
      connection.reader().add(connection);
    }
  }

  private RingReader leastLoadedReader() {
    return readers.stream().min(Comparator.comparingInt(RingReader::connectionCount)).orElseThrow();
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
            if (count(Event.DIRECTORY_LEFT, peer.uid())) {
              LOG.warn("a client ({}) leaves its directory behind: {}", peer, e.getMessage());
            }
          }
          return null;
        },
        false);
  }

  public List<ServerConnection> connections() {
    return List.copyOf(connections.values());
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
