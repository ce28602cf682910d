package dev.qbipc.server.impl.connection;

import dev.qbipc.linux.Credentials;
import dev.qbipc.server.Admission;
import dev.qbipc.server.ConnectionStats;
import dev.qbipc.server.impl.reader.RingReader;
import io.vertx.core.Future;

/**
 * A client's connection while it is served: what it consists of, and how its parts know each other.
 * Its rings are touched by its reader's thread alone, which also calls all methods here that do not
 * say otherwise.
 */
public final class ServerConnection {

  private final long id;
  private final Credentials peer;
  private final RingSet rings;
  private final RingReader reader;
  private final QbConnectionImpl face;
  private final ConnectionReports reports;
  private final ConnectionEnd end;
  private final ConnectionCounters counters;
  private final RequestsInFlight inFlight;
  private final ResponseWriter responses;
  private final ResponseSequencer answers;
  private final EventWriter events;
  private final ReaderClientImpl client;
  private final long begun = System.nanoTime();

  ServerConnection(
      long id,
      Credentials peer,
      Admission admission,
      RingSet rings,
      SetupSocket setup,
      RingReader reader,
      ConnectionRegistry registry) {
    this.id = id;
    this.peer = peer;
    this.rings = rings;
    this.reader = reader;
    face = new QbConnectionImpl(registry.vertx(), this, admission);
    reports = new ConnectionReports(this, registry.protection(), peer.uid());
    counters = new ConnectionCounters(peer.pid());
    inFlight = new RequestsInFlight(reader);
    var options = registry.options();
    boolean wakeHalfway = options.getReaderOptions().isWakeHalfway();
    var memory = registry.heldMemory().open(peer.uid());
    var arrays = new PayloadArrays(memory);
    end = new ConnectionEnd(this, registry, rings, setup, memory, arrays);
    var responseRing =
        new OutgoingRing(
            this, rings.response(), counters, "its response ring is broken", wakeHalfway);
    responses =
        new ResponseWriter(
            this, responseRing, counters, memory, options.getQueueLimits().getMaxBacklogBytes());
    answers = new ResponseSequencer(this, responses, inFlight, arrays);
    var eventRing =
        new OutgoingRing(this, rings.event(), counters, "its event ring is broken", wakeHalfway);
    events = new EventWriter(this, eventRing, setup.socket(), counters);
    client =
        new ReaderClientImpl(this, registry.dispatcher(), options, rings, setup, arrays, inFlight);
  }

  /** This connection as the application sees it. */
  public QbConnectionImpl face() {
    return face;
  }

  /** This connection as its reader sees it. */
  ReaderClientImpl client() {
    return client;
  }

  long id() {
    return id;
  }

  Credentials peer() {
    return peer;
  }

  RingReader reader() {
    return reader;
  }

  /** Whether the calling thread is the reader's. Any thread may call it. */
  boolean isOnReader() {
    return reader.isCurrentThread();
  }

  ConnectionReports reports() {
    return reports;
  }

  ConnectionCounters counters() {
    return counters;
  }

  ResponseWriter responses() {
    return responses;
  }

  ResponseSequencer answers() {
    return answers;
  }

  EventWriter events() {
    return events;
  }

  int maxMessageSize() {
    return rings.maxMessageSize();
  }

  /** When the connection began, in the sense of {@link System#nanoTime}. Any thread may call it. */
  long begun() {
    return begun;
  }

  /** Whether a request of the client is worked on. */
  boolean isBusy() {
    return inFlight.count() > 0;
  }

  /** Notes that something has to wait for the client to read, or for memory. */
  void addStalled() {
    if (!isClosed()) {
      reader.addStalled(client);
    }
  }

  /** Takes this connection back from its event loop. */
  void unpark() {
    if (!isClosed()) {
      reader.add(client);
    }
  }

  /** Sets the flow-control word. Any thread may call it. */
  public Future<Void> setFlowControl(int value) {
    return face.onReader(
        () -> {
          if (!isClosed()) {
            client.gate().setFlowControl(value);
          }
          return Future.succeededFuture();
        });
  }

  Future<ConnectionStats> readStats(boolean clearAfterRead) {
    if (isClosed()) {
      return Future.succeededFuture(counters.last());
    }
    var stats = counters.read(events.queued());
    if (clearAfterRead) {
      counters.clear();
    }
    return Future.succeededFuture(stats);
  }

  // ---- the end -------------------------------------------------------------------------------

  ConnectionEnd end() {
    return end;
  }

  boolean isClosed() {
    return end.isClosed();
  }

  /** Whether the client is gone, or the connection ended otherwise. Any thread may call it. */
  boolean hasHungUp() {
    return end.hasHungUp();
  }

  /** Closes because the client broke the protocol. */
  void violated(String how, Throwable cause) {
    end.violated(how, cause);
  }

  void close() {
    end.close();
  }

  @Override
  public String toString() {
    return "connection " + id + " (" + peer + ")";
  }
}
