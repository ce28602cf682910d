package dev.qbipc.server.impl.connection;

import dev.qbipc.QbException;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.server.Admission;
import dev.qbipc.server.ConnectionStats;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.SharedMemory;
import dev.qbipc.server.impl.limits.HeldMemory;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import dev.qbipc.server.impl.reader.FairTurns;
import dev.qbipc.server.impl.reader.ReaderConnections;
import dev.qbipc.server.impl.reader.RingReader;
import dev.qbipc.server.impl.reader.Turn;
import dev.qbipc.server.impl.reader.Turns;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection while it is served. Its rings are touched by its reader's thread alone,
 * which also calls all methods here that are not the application's.
 *
 * <p>jcstress has closed it by a hang-up, by the application and with its service, also by two of
 * them at once, while the reader took requests and an event and a late answer came from another
 * thread (ConnectionCloseStress): the rings were not touched after they were unmapped, it was
 * closed and each request counted once, the client had what was said to be written, and no file was
 * left.
 */
public final class ServerConnection implements QbConnection, Turns.Client, FairTurns.Client {

  private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

  private final long id;
  private final Credentials peer;
  private final Admission admission;
  private final RingSet rings;
  private final SetupSocket setup;
  private final RingReader reader;
  private final ServiceContext service;
  private final HeldMemory.Share memory;
  private final RequestReceiver requests;
  private final ResponseWriter responses;
  private final EventWriter events;
  private final int maxResponsePayload;
  private final ConnectionCounters counters = new ConnectionCounters();
  private final IdleTime idleTime = new IdleTime();
  private final FairTurns.TimeShare timeShare = new FairTurns.TimeShare();
  private final Promise<Void> closed = Promise.promise();
  private boolean isClosed;
  private boolean isDestroyed;

  /** Whether the reader leaves requests in the ring; for the event loop to see. */
  private volatile boolean halted;

  /** Whether the client is gone, which the event loop sees while the reader is at its requests. */
  private volatile boolean hungUp;

  private volatile Supplier<Future<?>> closeHandler = Future::succeededFuture;
  private volatile Object attachment;

  /** Of a connection that has ended; null before. */
  private volatile ConnectionStats lastStats;

  ServerConnection(
      long id,
      Credentials peer,
      Admission admission,
      RingSet rings,
      SetupSocket setup,
      RingReader reader,
      ServiceContext service) {
    this.id = id;
    this.peer = peer;
    this.admission = admission;
    this.attachment = admission.attachment();
    this.rings = rings;
    this.setup = setup;
    this.reader = reader;
    this.service = service;
    var options = service.options();
    var responseRing =
        new OutgoingRing(this, rings.response().writer(), counters, "its response ring is broken");
    maxResponsePayload = responseRing.maxPayload();
    memory = service.heldMemory().open(peer.uid());
    requests =
        new RequestReceiver(
            this, service.dispatcher(), options, rings, setup.bytes(), memory, counters);
    responses =
        new ResponseWriter(this, responseRing, options.getMaxBacklogBytes(), memory, counters);
    var eventRing =
        new OutgoingRing(this, rings.event().writer(), counters, "its event ring is broken");
    events = new EventWriter(this, eventRing, setup.socket(), counters);
  }

  public RequestReceiver requests() {
    return requests;
  }

  ResponseWriter responses() {
    return responses;
  }

  @Override
  public Turn turn() {
    return requests.turn();
  }

  @Override
  public int uid() {
    return peer.uid();
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
  public void takeBytes() {
    // The socket of a closed connection may be another's by now.
    if (!isClosed) {
      requests.takeBytes();
    }
  }

  RingReader reader() {
    return reader;
  }

  int maxResponsePayload() {
    return maxResponsePayload;
  }

  // ---- for the reader ------------------------------------------------------------------------

  public void prepareToSleep() {
    requests.prepareToSleep();
    halted = !requests.isOpen();
  }

  /** Leaves this connection to its event loop until the client sends a notification byte. */
  public void park() {
    setup.park();
  }

  /** Takes this connection back from its event loop. */
  void unpark() {
    if (!isClosed) {
      reader.add(this);
    }
  }

  /** Whether the client has left all pages of the rings in place. */
  public boolean isIntact() {
    return rings.areIntact();
  }

  /** Notes that a response or an event's byte has to wait for the client to read. */
  void addUnsent() {
    if (!isClosed) {
      reader.addUnsent(this);
    }
  }

  /** Notes that a request is left in its ring, since too much is held for the client's user. */
  void heldBack(int length) {
    reader.addUnsent(this);
    if (service.count(ProtectionCounters.Event.REQUEST_HELD_BACK, peer.uid())) {
      LOG.info(
          "{} waits with a request of {} bytes: too many requests and unread responses of its user"
              + " are held already",
          this,
          length);
    }
  }

  /** Notes that a response was dropped, since too much is held for the client's user. */
  void notHeld(int length) {
    if (service.count(ProtectionCounters.Event.RESPONSE_NOT_HELD, peer.uid())) {
      LOG.info(
          "{} gets ENOBUFS in place of a response of {} bytes: its user leaves too many unread",
          this,
          length);
    }
  }

  /** Whether something waits for the client to read from a ring or its socket, or for memory. */
  public boolean hasUnsent() {
    return responses.hasBacklog() || events.owesBytes() || requests.isStarved();
  }

  /**
   * Tries to send what waits, and looks whether a request has to wait any more.
   *
   * @return whether anything went out or can come in
   */
  public boolean sendUnsent() {
    boolean any = responses.drain() | requests.endStarvation();
    // A broken response ring has ended the connection, and its socket's number may be another's.
    return !isClosed && events.flush() || any;
  }

  /**
   * Answers requests that have met their deadlines.
   *
   * @return nanoseconds until the next deadline, {@link ReaderConnections#NO_DEADLINE} if there is
   *     none
   */
  public long expire(long now) {
    return responses.inFlight() == 0 ? ReaderConnections.NO_DEADLINE : responses.expire(now);
  }

  public void setFlowControl(int value) {
    if (!isClosed) {
      requests.setFlowControl(value);
      halted = !requests.isOpen();
    }
  }

  // ---- the end -------------------------------------------------------------------------------

  public boolean isClosed() {
    return isClosed;
  }

  /** Whether a case that its client may have caused is to be logged. Any thread may call it. */
  public boolean permitsLine(ProtectionCounters.Event event) {
    return service.permitsLine(event, peer.uid());
  }

  /** Closes because the client broke the protocol. */
  public void violated(String how, Throwable cause) {
    if (!isClosed) {
      PendingFault.drop();
      if (service.count(ProtectionCounters.Event.PROTOCOL_VIOLATION, peer.uid())) {
        LOG.warn("{} is disconnected: {}", this, how, cause);
      }
      close();
    }
  }

  /** Closes because of a failure of our own that only this connection has to bear. */
  void cannotBeServed(String why, Throwable cause) {
    if (!isClosed) {
      PendingFault.drop();
      if (service.count(ProtectionCounters.Event.FAILED_CONNECTION, peer.uid())) {
        LOG.error("{} is disconnected: {}", this, why, cause);
      }
      close();
    }
  }

  /** Closes if the client has made no request for so long and none is worked on. */
  void evictIfIdle(Duration timeout) {
    if (isClosed) {
      return;
    }
    long idle = idleTime.look(counters.allRequests(), responses.inFlight() > 0);
    if (idle >= timeout.toNanos()) {
      if (service.count(ProtectionCounters.Event.IDLE_EVICTION, peer.uid())) {
        LOG.info("{} is disconnected: no request for {} ms", this, timeout.toMillis());
      }
      close();
    }
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

  private void close() {
    if (isClosed) {
      return;
    }
    // A fault would leave the connection half ended: none waits, and nothing touches a mapping.
    PendingFault.drop();
    isClosed = true;
    hungUp = true;
    // The events that the client has left unread are behind a mapping that is its own to break.
    lastStats = counters.read(peer.pid(), 0);
    rings.release();
    reader.remove(this);
    service.ended(this);
    setup.close();
    responses.abandon();
    requests.abandon();
    memory.close();
    Future<?> application;
    try {
      application = closeHandler.get();
    } catch (RuntimeException e) {
      if (permitsLine(ProtectionCounters.Event.HANDLER_FAILURE)) {
        LOG.error("close handler of {} failed", this, e);
      }
      application = Future.succeededFuture();
    }
    // Never in place: whoever closed may still be inside a method that touches the rings.
    application.onComplete(ignored -> runOnReader(this::destroy));
  }

  /** Does not wait for the application any more, which has had its time. Any thread may call it. */
  void end() {
    runOnReader(this::destroy);
  }

  private void destroy() {
    if (isDestroyed) {
      return;
    }
    isDestroyed = true;
    service.released(this);
    rings.unmap();
    setup
        .closed()
        .compose(ignored -> service.removeFiles(rings, peer))
        .onComplete(
            ignored -> {
              // First: with the last place, the reader ends that may have to be told of it.
              closed.complete();
              service.places().giveBack(peer.uid(), SharedMemory.bytesOf(maxMessageSize()));
            });
  }

  @Override
  public Future<Void> disconnect() {
    runOnReader(this::close);
    return closed();
  }

  @Override
  public Future<Void> closed() {
    Promise<Void> promise = promise();
    closed.future().onComplete(promise);
    return promise.future();
  }

  // ---- for the application, on any thread ----------------------------------------------------

  boolean isOnReader() {
    return reader.isCurrentThread();
  }

  /** Whether requests are left in the ring, so that nobody takes their notification bytes. */
  boolean isHalted() {
    return halted;
  }

  /**
   * Runs something later on the reader's thread.
   *
   * @return false if the reader has ended, and all its connections with it
   */
  boolean runOnReader(Runnable action) {
    try {
      reader.execute(action);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** For a future that completes on the caller's context, now that it does not complete at once. */
  <T> Promise<T> promise() {
    return service.vertx().getOrCreateContext().promise();
  }

  /**
   * Calls something on the reader: in place, without a promise, if that is who calls.
   *
   * @return completes on the caller's context
   */
  public <T> Future<T> onReader(Supplier<Future<T>> action) {
    if (isOnReader()) {
      return action.get();
    }
    Promise<T> promise = promise();
    if (!runOnReader(() -> action.get().onComplete(promise))) {
      promise.fail(new QbException(Errno.ENOTCONN, "call on " + this));
    }
    return promise.future();
  }

  @Override
  public Future<Void> sendEvent(int id, int error, List<Buffer> parts) {
    return onReader(() -> events.send(id, error, parts));
  }

  @Override
  public Future<Void> send(int id, int error, List<Buffer> parts) {
    return onReader(() -> responses.send(id, error, parts));
  }

  @Override
  public Future<ConnectionStats> stats(boolean clearAfterRead) {
    if (lastStats != null) {
      Promise<ConnectionStats> promise = promise();
      promise.complete(lastStats);
      return promise.future();
    }
    return onReader(() -> readStats(clearAfterRead));
  }

  private Future<ConnectionStats> readStats(boolean clearAfterRead) {
    if (isClosed) {
      return Future.succeededFuture(lastStats);
    }
    var stats = counters.read(peer.pid(), events.queued());
    if (clearAfterRead) {
      counters.clear();
    }
    return Future.succeededFuture(stats);
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Credentials peer() {
    return peer;
  }

  @Override
  public boolean isReadOnly() {
    return admission.isReadOnly();
  }

  @Override
  public int maxMessageSize() {
    return rings.maxMessageSize();
  }

  @Override
  public QbConnection closeHandler(Supplier<Future<?>> handler) {
    closeHandler = handler;
    return this;
  }

  @Override
  public void attach(Object attachment) {
    this.attachment = attachment;
  }

  @Override
  public Object attachment() {
    return attachment;
  }

  @Override
  public String toString() {
    return "connection " + id + " (" + peer + ")";
  }
}
