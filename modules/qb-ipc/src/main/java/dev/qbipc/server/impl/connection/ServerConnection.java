package dev.qbipc.server.impl.connection;

import dev.qbipc.linux.Credentials;
import dev.qbipc.server.Admission;
import dev.qbipc.server.ConnectionStats;
import dev.qbipc.server.SharedMemory;
import dev.qbipc.server.impl.limits.HeldMemory;
import dev.qbipc.server.impl.reader.FairTurns;
import dev.qbipc.server.impl.reader.ReaderClient;
import dev.qbipc.server.impl.reader.RingReader;
import dev.qbipc.server.impl.reader.Turn;
import io.vertx.core.Future;

/**
 * A client's connection while it is served. Its rings are touched by its reader's thread alone,
 * which also calls all methods here that do not say otherwise.
 *
 * <p>jcstress has closed it by a hang-up, by the application and with its service, also by two of
 * them at once, while the reader took requests and an event and a late answer came from another
 * thread (ConnectionCloseStress): the rings were not touched after they were unmapped, it was
 * closed and each request counted once, the client had what was said to be written, and no file was
 * left.
 */
public final class ServerConnection implements ReaderClient {

  private final long id;
  private final Credentials peer;
  private final RingSet rings;
  private final SetupSocket setup;
  private final RingReader reader;
  private final ConnectionRegistry registry;
  private final QbConnectionImpl face;
  private final ConnectionReports reports;
  private final HeldMemory.Share memory;
  private final PayloadArrays arrays;
  private final RequestsInFlight inFlight;
  private final RequestGate gate;
  private final RequestReceiver requests;
  private final RequestWait wait;
  private final ResponseWriter responses;
  private final ResponseSequencer answers;
  private final EventWriter events;
  private final ConnectionCounters counters;
  private final Turn turn = new Turn();
  private final FairTurns.TimeShare timeShare = new FairTurns.TimeShare();
  private final long begun = System.nanoTime();
  private boolean isClosed;
  private boolean isDestroyed;

  /** Whether the client is gone, which the event loop sees while the reader is at its requests. */
  private volatile boolean hungUp;

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
    this.setup = setup;
    this.reader = reader;
    this.registry = registry;
    face = new QbConnectionImpl(registry.vertx(), this, admission);
    reports = new ConnectionReports(this, registry.protection(), peer.uid());
    counters = new ConnectionCounters(peer.pid());
    var options = registry.options();
    memory = registry.heldMemory().open(peer.uid());
    arrays = new PayloadArrays(memory);
    inFlight = new RequestsInFlight(reader);
    var responseRing =
        new OutgoingRing(
            this,
            rings.response(),
            counters,
            "its response ring is broken",
            options.isWakeHalfway());
    responses =
        new ResponseWriter(this, responseRing, counters, memory, options.getMaxBacklogBytes());
    answers = new ResponseSequencer(this, responses, inFlight, arrays);
    var eventRing =
        new OutgoingRing(
            this, rings.event(), counters, "its event ring is broken", options.isWakeHalfway());
    events = new EventWriter(this, eventRing, setup.socket(), counters);
    var chunks = rings.requestReader();
    gate = new RequestGate(this, options, rings, arrays, inFlight, counters);
    requests =
        new RequestReceiver(
            this, registry.dispatcher(), options, chunks, gate, turn, arrays, inFlight, counters);
    wait = new RequestWait(this, chunks, setup.bytes(), turn);
  }

  /** This connection as the application sees it. */
  public QbConnectionImpl face() {
    return face;
  }

  @Override
  public long id() {
    return id;
  }

  Credentials peer() {
    return peer;
  }

  @Override
  public int uid() {
    return peer.uid();
  }

  RingReader reader() {
    return reader;
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

  ConnectionReports reports() {
    return reports;
  }

  int maxMessageSize() {
    return rings.maxMessageSize();
  }

  int maxResponsePayload() {
    return responses.maxPayload();
  }

  /** Whether the calling thread is the reader's. Any thread may call it. */
  boolean isOnReader() {
    return reader.isCurrentThread();
  }

  // ---- for the reader ------------------------------------------------------------------------

  @Override
  public boolean isOpen() {
    return gate.isOpen();
  }

  @Override
  public boolean isReady() {
    return requests.isReady();
  }

  @Override
  public boolean isPosted() {
    return wait.isPosted();
  }

  @Override
  public int takeRequests(int max) {
    return requests.take(max);
  }

  @Override
  public Turn turn() {
    return turn;
  }

  @Override
  public FairTurns.TimeShare timeShare() {
    return timeShare;
  }

  @Override
  public boolean hasTakenAnswers() {
    return responses.areRead();
  }

  @Override
  public int wakeUps() {
    return responses.wakeUps();
  }

  @Override
  public void takeBytes() {
    // The socket of a closed connection may be another's by now.
    if (!isClosed) {
      wait.takeBytes();
    }
  }

  @Override
  public boolean isWaiting() {
    return wait.isWaiting();
  }

  @Override
  public void prepareToSleep() {
    wait.prepareToSleep();
    arrays.trim();
    gate.show();
  }

  @Override
  public long semaphore() {
    return wait.semaphore();
  }

  @Override
  public void park() {
    setup.park();
  }

  /** Takes this connection back from its event loop. */
  void unpark() {
    if (!isClosed) {
      reader.add(this);
    }
  }

  @Override
  public boolean isStalled() {
    return responses.hasBacklog() || events.owesBytes() || gate.isStarved();
  }

  @Override
  public boolean retry() {
    boolean any = responses.drain() | gate.endStarvation();
    // A broken response ring has ended the connection, and its socket's number may be another's.
    return !isClosed && events.flush() || any;
  }

  @Override
  public long expire(long now) {
    return inFlight.count() == 0 ? ReaderClient.NO_DEADLINE : answers.expire(now);
  }

  @Override
  public void trimUnused() {
    arrays.trimUnused();
  }

  @Override
  public boolean isIntact() {
    return rings.areIntact();
  }

  @Override
  public void truncated() {
    violated("it truncated its rings", null);
  }

  // ---- what its parts report -----------------------------------------------------------------

  /** Notes that a response or an event's byte has to wait for the client to read. */
  void addStalled() {
    if (!isClosed) {
      reader.addStalled(this);
    }
  }

  // ---- for the service -----------------------------------------------------------------------

  /** Sets the flow-control word. Any thread may call it. */
  public Future<Void> setFlowControl(int value) {
    return face.onReader(
        () -> {
          if (!isClosed) {
            gate.setFlowControl(value);
          }
          return Future.succeededFuture();
        });
  }

  /** Whether requests are left in the ring, so that their notification bytes are not read. */
  boolean isHalted() {
    return gate.isHalted();
  }

  /** The statistics of a connection that has ended; null before. Any thread may call it. */
  ConnectionStats lastStats() {
    return counters.last();
  }

  Future<ConnectionStats> readStats(boolean clearAfterRead) {
    if (isClosed) {
      return Future.succeededFuture(counters.last());
    }
    var stats = counters.read(events.queued());
    if (clearAfterRead) {
      counters.clear();
    }
    return Future.succeededFuture(stats);
  }

  /** When the connection began, in the sense of {@link System#nanoTime}. Any thread may call it. */
  long begun() {
    return begun;
  }

  /** Requests that the client has made until now. */
  long allRequests() {
    return counters.allRequests();
  }

  /** Whether a request of the client is worked on. */
  boolean isBusy() {
    return inFlight.count() > 0;
  }

  // ---- the end -------------------------------------------------------------------------------

  @Override
  public boolean isClosed() {
    return isClosed;
  }

  /** Closes because the client broke the protocol. */
  void violated(String how, Throwable cause) {
    if (!isClosed) {
      reader.pendingFault().drop();
      reports.violated(how, cause);
      close();
    }
  }

  /** Closes because of a failure of our own that only this connection has to bear. */
  void cannotBeServed(String why, Throwable cause) {
    if (!isClosed) {
      reader.pendingFault().drop();
      reports.cannotBeServed(why, cause);
      close();
    }
  }

  /** Closes because the client has been silent for too long. */
  void evict(long millis) {
    reports.silent(millis);
    close();
  }

  /**
   * Says that the client is gone, ahead of {@link #hungUp()}: no more requests are taken from its
   * ring, nor begun by operations on other threads. Any thread may call it.
   */
  void noteHangUp() {
    hungUp = true;
  }

  /** Whether the client is gone, or the connection ended otherwise. Any thread may call it. */
  boolean hasHungUp() {
    return hungUp;
  }

  /** Closes because the client hung up. */
  void hungUp() {
    close();
  }

  /** Closes because the client sent the message that asks for it. */
  void askedToDisconnect() {
    close();
  }

  void close() {
    if (isClosed) {
      return;
    }
    // A fault would leave the connection half ended: none waits, and nothing touches a mapping.
    reader.pendingFault().drop();
    isClosed = true;
    hungUp = true;
    counters.end();
    rings.release();
    reader.remove(this);
    registry.ended(this);
    setup.close();
    answers.abandon();
    arrays.close();
    memory.close();
    // Never in place: the caller that closed it may still be inside a method that touches the
    // rings.
    closeApplication().onComplete(ignored -> face.runOnReader(this::destroy));
  }

  private Future<?> closeApplication() {
    try {
      return face.callCloseHandler();
    } catch (RuntimeException e) {
      reports.handlerFailed("close", e);
      return Future.succeededFuture();
    }
  }

  /** Does not wait for the application any more, which has had its time. Any thread may call it. */
  void end() {
    face.runOnReader(this::destroy);
  }

  private void destroy() {
    if (isDestroyed) {
      return;
    }
    isDestroyed = true;
    registry.released(this);
    rings.unmap();
    setup
        .closed()
        .compose(ignored -> registry.removeFiles(rings, peer))
        .onComplete(
            ignored -> {
              // First: with the last place, the reader ends that may have to be told of it.
              face.complete();
              registry.quota().release(peer.uid(), SharedMemory.bytesOf(maxMessageSize()));
            });
  }

  @Override
  public String toString() {
    return "connection " + id + " (" + peer + ")";
  }
}
