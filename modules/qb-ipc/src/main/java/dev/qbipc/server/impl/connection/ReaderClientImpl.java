package dev.qbipc.server.impl.connection;

import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.impl.reader.FairTurns;
import dev.qbipc.server.impl.reader.ReaderClient;
import dev.qbipc.server.impl.reader.Turn;

/**
 * A connection as its reader sees it: passes on to its parts what the reader asks of it. Belongs to
 * the reader's thread.
 */
final class ReaderClientImpl implements ReaderClient {

  private final ServerConnection connection;
  private final RingSet rings;
  private final SetupSocket setup;
  private final PayloadArrays arrays;
  private final RequestsInFlight inFlight;
  private final RequestGate gate;
  private final RequestReceiver requests;
  private final RequestWait wait;
  private final ResponseWriter responses;
  private final ResponseSequencer answers;
  private final EventWriter events;
  private final Turn turn = new Turn();
  private final FairTurns.TimeShare timeShare = new FairTurns.TimeShare();

  /**
   * @param connection whose responses and events are there already
   */
  ReaderClientImpl(
      ServerConnection connection,
      Dispatcher dispatcher,
      QbServerOptions options,
      RingSet rings,
      SetupSocket setup,
      PayloadArrays arrays,
      RequestsInFlight inFlight) {
    this.connection = connection;
    this.rings = rings;
    this.setup = setup;
    this.arrays = arrays;
    this.inFlight = inFlight;
    this.responses = connection.responses();
    this.answers = connection.answers();
    this.events = connection.events();
    var counters = connection.counters();
    var chunks = rings.requestReader();
    gate = new RequestGate(connection, options.getQueueLimits(), rings, arrays, inFlight, counters);
    requests =
        new RequestReceiver(
            connection, dispatcher, options, chunks, gate, turn, arrays, inFlight, counters);
    wait = new RequestWait(connection, chunks, setup.bytes(), turn);
  }

  /** What lets the connection's requests in. */
  RequestGate gate() {
    return gate;
  }

  @Override
  public long id() {
    return connection.id();
  }

  @Override
  public int uid() {
    return connection.peer().uid();
  }

  @Override
  public boolean isClosed() {
    return connection.isClosed();
  }

  // ---- requests ------------------------------------------------------------------------------

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
    if (!connection.isClosed()) {
      wait.takeBytes();
    }
  }

  // ---- sleep ---------------------------------------------------------------------------------

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

  // ---- what else has to be done now and then -------------------------------------------------

  @Override
  public boolean isStalled() {
    return responses.hasBacklog() || events.owesBytes() || gate.isStarved();
  }

  @Override
  public boolean retry() {
    boolean any = responses.drain() | gate.endStarvation();
    // A broken response ring has ended the connection, and its socket's number may be another's.
    return !connection.isClosed() && events.flush() || any;
  }

  @Override
  public long expire(long now) {
    return inFlight.count() == 0 ? NO_DEADLINE : answers.expire(now);
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
    connection.violated("it truncated its rings", null);
  }
}
