package dev.qbipc.server.impl.reader;

import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.server.impl.connection.ServerConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The connections that a reader looks at. Belongs to the reader's thread.
 *
 * <p>Those that had requests lately stand in front and are looked at in every round; of the quiet
 * ones each round looks at a few, so that many idle connections do not slow busy ones down. All are
 * watched while the reader sleeps, but for those whose requests are to stay in the ring. When there
 * are more than can be watched at once, those that have been quiet for longest are parked: left to
 * their event loops until a notification byte comes.
 */
public final class ReaderConnections {

  /** What {@link #expire} returns when no request has a deadline. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  private static final int QUIET_PER_ROUND = 4;

  private final RingReader reader;
  private final ArrayList<ServerConnection> connections = new ArrayList<>();
  private final ArrayList<ServerConnection> parked = new ArrayList<>();
  private final ArrayList<ServerConnection> ready = new ArrayList<>();
  private int inFlight;
  private int busy;
  private int nextQuiet;
  private final Turns turns = new Turns();
  private final FairTurns fairTurns = new FairTurns();
  private int passedOver;
  private boolean lookAtAll;

  /** Whether semaphores were looked at and a fault of that may be pending. */
  private boolean looked;

  ReaderConnections(RingReader reader) {
    this.reader = reader;
  }

  /** Adds a connection, new or parked, in front, since it is likely to have a request. */
  void add(ServerConnection connection) {
    parked.remove(connection);
    connections.add(connection);
    moveToFront(connections.size() - 1);
  }

  /**
   * Removes a connection.
   *
   * @return whether it was looked at, that is, not parked
   */
  boolean remove(ServerConnection connection) {
    parked.remove(connection);
    int at = connections.indexOf(connection);
    if (at < 0) {
      return false;
    }
    connections.remove(at);
    if (at < busy) {
      busy--;
    }
    return true;
  }

  boolean isAny() {
    return !connections.isEmpty() || !parked.isEmpty();
  }

  /** The connections, to be watched while the reader sleeps. */
  List<ServerConnection> watched() {
    return connections;
  }

  /**
   * Takes requests of the busy connections whose turn it is, and of some quiet ones; as many as
   * there is time for in a round.
   *
   * @param mostOfOne how many of one connection
   * @param round the number of this round
   * @return whether there were any
   */
  boolean takeRequests(int mostOfOne, long round) {
    if (fairTurns.areOn()) {
      return takeFairly(mostOfOne, round);
    }
    if (turns.haveEnded() && bringFaultsToLight()) {
      turns.takeBytes(round);
    }
    findReady();
    boolean any = false;
    for (int i = 0; i < ready.size(); i++) {
      var connection = ready.get(i);
      countAmongBusy(connection);
      any |= take(connection, mostOfOne, round);
      if (reader.isRoundLong()) {
        beginFairTurns(connection);
        break;
      }
    }
    if (passedOver > 0 && !turns.haveEnded() && areTurnsOver(any, round)) {
      goOnWithTurns(round);
    }
    return any;
  }

  private void beginFairTurns(ServerConnection last) {
    fairTurns.roundWasLong(reader.now());
    fairTurns.charge(last, reader.nanosOfRound());
  }

  /** Whether there is not time for all requests in each round. */
  boolean isTimeShort() {
    return fairTurns.areOn();
  }

  /** The same for one user, whose turn it is while rounds are long. */
  private boolean takeFairly(int mostOfOne, long round) {
    // Nobody is passed over then for anything else, nor overlooked.
    if ((passedOver > 0 || turns.haveEnded()) && bringFaultsToLight()) {
      turns.beginAnew(connections, busy, round);
    }
    lookAtAll = true;
    findReady();
    boolean any = false;
    if (!ready.isEmpty()) {
      fairTurns.choose(ready);
      for (int i = 0; i < ready.size() && !reader.isRoundLong(); i++) {
        var connection = ready.get(i);
        countAmongBusy(connection);
        long begun = reader.now();
        any |= take(connection, mostOfOne, round);
        fairTurns.charge(connection, reader.readClock() - begun);
      }
    }
    if (reader.isRoundLong()) {
      fairTurns.roundWasLong(reader.now());
    } else {
      fairTurns.roundWasShort(reader.now());
    }
    return any;
  }

  private boolean take(ServerConnection connection, int most, long round) {
    int taken = connection.requests().take(most);
    if (taken > 0) {
      turns.requestsTaken(connection, taken, round);
    }
    // Whatever the look at a single connection has brought came to light there.
    looked = false;
    return taken > 0;
  }

  private boolean areTurnsOver(boolean anyTaken, long round) {
    if (anyTaken) {
      return turns.wereLong();
    }
    looked = true;
    return passedOver == busy || turns.areOver(connections, busy, round);
  }

  private void goOnWithTurns(long round) {
    if (bringFaultsToLight()) {
      turns.goOn(connections, busy, round);
    }
  }

  /**
   * Whether requests were left in their rings in the last round, since it was not their turn, or
   * will be in the next one.
   */
  boolean isAnyTurnOver() {
    return passedOver > 0 || turns.haveEnded();
  }

  /**
   * Finds the connections that have a request, and counts those whose turn is over; none if a fault
   * came to light, which may have made one up.
   */
  private void findReady() {
    ready.clear();
    passedOver = 0;
    looked = true;
    try {
      if (look() > 1 && !ready.isEmpty()) {
        PendingFault.raise();
        looked = false;
      }
    } catch (InternalError e) {
      ready.clear();
      handleFault();
    }
  }

  /** Looks at the busy connections and at some quiet ones. Returns how many that were. */
  private int look() {
    for (int i = 0; i < busy; i++) {
      addIfReady(connections.get(i));
    }
    int quiet = connections.size() - busy;
    int looks = lookAtAll ? quiet : Math.min(quiet, QUIET_PER_ROUND);
    lookAtAll = false;
    for (int i = 0; i < looks; i++) {
      int next = nextQuiet + 1;
      nextQuiet = next < connections.size() ? Math.max(next, busy) : busy;
      addIfReady(connections.get(nextQuiet));
    }
    return busy + looks;
  }

  /**
   * Ends the connections that were truncated under the looks at their semaphores, before anything
   * else is done: it would fail in their place (see {@link PendingFault}).
   *
   * @return whether there was no fault
   */
  boolean bringFaultsToLight() {
    if (!looked) {
      return true;
    }
    try {
      PendingFault.raise();
      looked = false;
      return true;
    } catch (InternalError e) {
      handleFault();
      return false;
    }
  }

  /**
   * Ends the connections that have faulted. A fault also comes to light by itself at times, in
   * whatever this thread does after a look.
   *
   * @return whether it is known whose it was, or can be from a look
   */
  boolean handleFault() {
    boolean expected = looked;
    looked = false;
    return closeTruncated() || expected;
  }

  private void addIfReady(ServerConnection connection) {
    if (connection.requests().isReady()) {
      if (connection.turn().isOver()) {
        passedOver++;
      } else {
        ready.add(connection);
      }
    }
  }

  private void countAmongBusy(ServerConnection connection) {
    if (connection.requests().isWaiting() && !connection.isClosed()) {
      moveToFront(connections.indexOf(connection));
    }
  }

  /** Looks at all quiet connections in the next round: the reader has slept. */
  void lookAtAll() {
    lookAtAll = true;
  }

  private void moveToFront(int at) {
    if (at >= busy) {
      Collections.swap(connections, at, busy);
      busy++;
    }
  }

  /**
   * Puts all rings in order, and parks those that can not be watched.
   *
   * @return whether the reader may sleep; false if a request came meanwhile
   */
  boolean prepareToSleep(RingWait wait) {
    for (int i = busy - 1; i >= 0; i--) {
      connections.get(i).prepareToSleep();
    }
    busy = 0;
    turns.beginAll();
    fairTurns.end();
    return connections.size() <= wait.capacity() || parkSurplus(wait);
  }

  private boolean parkSurplus(RingWait wait) {
    int watched = 0;
    for (int i = 0; i < connections.size(); ) {
      var connection = connections.get(i);
      if (!connection.requests().isOpen()) {
        i++;
      } else if (watched < wait.capacity()) {
        watched++;
        i++;
      } else if (connection.requests().isPosted()) {
        lookAtAll = true;
        return false;
      } else if (!connection.isClosed()) {
        connections.remove(i);
        parked.add(connection);
        wait.removed(connection);
        connection.park();
      }
    }
    return true;
  }

  /** Lets go of the memory that connections have not used since this was called last. */
  void trimUnused() {
    for (int i = 0; i < connections.size(); i++) {
      connections.get(i).requests().trimUnused();
    }
  }

  /** Counts requests in or out that operations are busy with. */
  void countInFlight(int change) {
    inFlight += change;
  }

  /**
   * Answers requests that have met their deadlines.
   *
   * @param now in the sense of {@link System#nanoTime}
   * @return nanoseconds until the next deadline, {@link #NO_DEADLINE} if there is none
   */
  long expire(long now) {
    return inFlight == 0 ? NO_DEADLINE : Math.min(expire(connections, now), expire(parked, now));
  }

  private static long expire(List<ServerConnection> connections, long now) {
    long soonest = NO_DEADLINE;
    // Backwards: a client whose ring turns out to be broken is removed meanwhile.
    for (int i = connections.size() - 1; i >= 0; i--) {
      soonest = Math.min(soonest, connections.get(i).expire(now));
    }
    return soonest;
  }

  /**
   * Closes the connections whose rings were truncated.
   *
   * @return whether there were any
   */
  boolean closeTruncated() {
    return closeTruncated(List.copyOf(connections)) | closeTruncated(List.copyOf(parked));
  }

  private static boolean closeTruncated(List<ServerConnection> connections) {
    boolean any = false;
    for (var connection : connections) {
      if (!connection.isIntact()) {
        connection.violated("it truncated its rings", null);
        any = true;
      }
    }
    return any;
  }
}
