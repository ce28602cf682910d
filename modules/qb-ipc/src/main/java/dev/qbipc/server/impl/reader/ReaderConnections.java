package dev.qbipc.server.impl.reader;

import dev.qbipc.server.Scheduling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The connections that a reader serves. Belongs to the reader's thread.
 *
 * <p>Those with recent requests come first and are polled in every round; of the quiet ones each
 * round polls a few, so that many idle connections do not slow down busy ones. All are watched
 * while the reader sleeps, except those whose requests are to stay in the ring. If there are more
 * than can be watched at once, those that have been quiet for longest are parked: left to their
 * event loops until a notification byte comes.
 */
public final class ReaderConnections {

  /** What {@link #expire} returns when no request has a deadline. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  private static final int QUIET_PER_ROUND = 4;

  private final ReaderClock clock;
  private final ArrayList<ReaderClient> connections = new ArrayList<>();
  private final ArrayList<ReaderClient> parked = new ArrayList<>();
  private final ArrayList<ReaderClient> ready = new ArrayList<>();
  private final FaultWatch faults = new FaultWatch(this::closeTruncated);
  private final Schedule schedule;
  private final FairTurns fairTurns = new FairTurns();
  private int inFlight;
  private int busy;
  private int nextQuiet;
  private boolean lookAtAll;

  ReaderConnections(ReaderClock clock, Scheduling scheduling) {
    this.clock = clock;
    this.schedule =
        switch (scheduling) {
          case TURNS -> new TurnsWhileAwake(faults);
          case PLAIN -> new PlainSchedule();
        };
  }

  /** What attributes faults to these connections. */
  FaultWatch faults() {
    return faults;
  }

  // ---- which there are -----------------------------------------------------------------------

  /** Adds a connection, new or parked, in front, since it is likely to have a request. */
  void add(ReaderClient connection) {
    parked.remove(connection);
    connections.add(connection);
    moveToFront(connections.size() - 1);
  }

  /**
   * Removes a connection.
   *
   * @return whether it was looked at, that is, not parked
   */
  boolean remove(ReaderClient connection) {
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
  List<ReaderClient> watched() {
    return connections;
  }

  private void moveToFront(int at) {
    if (at >= busy) {
      Collections.swap(connections, at, busy);
      busy++;
    }
  }

  // ---- their requests ------------------------------------------------------------------------

  /**
   * Takes requests of the busy connections that the schedule does not pass over, and of some quiet
   * ones; as many as there is time for in a round.
   *
   * @param maxOfOne how many of one connection
   * @return whether there were any
   */
  boolean takeRequests(int maxOfOne) {
    if (fairTurns.areOn()) {
      return takeFairly(maxOfOne);
    }
    schedule.beginRound(clock.now());
    findReady();
    boolean any = false;
    for (int i = 0; i < ready.size(); i++) {
      var connection = ready.get(i);
      countAmongBusy(connection);
      any |= take(connection, maxOfOne);
      if (clock.isRoundLong()) {
        beginFairTurns(connection);
        break;
      }
    }
    schedule.endRound(connections, busy, any, clock.now());
    return any;
  }

  private void beginFairTurns(ReaderClient last) {
    fairTurns.roundWasLong(clock.now());
    fairTurns.charge(last, clock.nanosOfRound());
  }

  /** Whether there is not time for all requests in each round. */
  boolean isTimeShort() {
    return fairTurns.areOn();
  }

  /** The same for one user, whose turn it is while rounds are long. */
  private boolean takeFairly(int maxOfOne) {
    if (schedule.hasWork()) {
      // No client is passed over for any other reason then.
      schedule.restart(connections, busy, clock.now());
    }
    schedule.beginRound(clock.now());
    // Nor overlooked.
    lookAtAll = true;
    findReady();
    boolean any = false;
    if (!ready.isEmpty()) {
      fairTurns.choose(ready);
      for (int i = 0; i < ready.size() && !clock.isRoundLong(); i++) {
        var connection = ready.get(i);
        countAmongBusy(connection);
        long begun = clock.now();
        any |= take(connection, maxOfOne);
        fairTurns.charge(connection, clock.read() - begun);
      }
    }
    if (clock.isRoundLong()) {
      fairTurns.roundWasLong(clock.now());
    } else {
      fairTurns.roundWasShort(clock.now());
    }
    return any;
  }

  private boolean take(ReaderClient connection, int max) {
    int taken = connection.takeRequests(max);
    // Whatever the poll of a single connection has left was surfaced there.
    faults.surfaced();
    if (taken > 0) {
      schedule.taken(connection, taken, clock.now());
    }
    return taken > 0;
  }

  /**
   * Whether requests were left in their rings in the last round, since the schedule passed them
   * over, or something else is to be done within microseconds.
   */
  boolean hasScheduledWork() {
    return schedule.hasWork();
  }

  /**
   * Finds the connections that have a request; none if a fault surfaced, which may have made one
   * up.
   */
  private void findReady() {
    ready.clear();
    faults.polling();
    if (poll() > 1 && !ready.isEmpty() && !faults.surface()) {
      ready.clear();
    }
  }

  /** Polls the busy connections and some quiet ones. Returns how many that were. */
  private int poll() {
    for (int i = 0; i < busy; i++) {
      addIfReady(connections.get(i));
    }
    int quiet = connections.size() - busy;
    int polls = lookAtAll ? quiet : Math.min(quiet, QUIET_PER_ROUND);
    lookAtAll = false;
    for (int i = 0; i < polls; i++) {
      int next = nextQuiet + 1;
      nextQuiet = next < connections.size() ? Math.max(next, busy) : busy;
      addIfReady(connections.get(nextQuiet));
    }
    return busy + polls;
  }

  private void addIfReady(ReaderClient connection) {
    if (connection.isReady() && !schedule.passesOver(connection)) {
      ready.add(connection);
    }
  }

  private void countAmongBusy(ReaderClient connection) {
    if (connection.isWaiting() && !connection.isClosed()) {
      moveToFront(connections.indexOf(connection));
    }
  }

  /** Looks at all quiet connections in the next round: the reader has slept. */
  void lookAtAll() {
    lookAtAll = true;
  }

  // ---- sleep ---------------------------------------------------------------------------------

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
    schedule.reset();
    fairTurns.end();
    return connections.size() <= wait.capacity() || parkSurplus(wait);
  }

  private boolean parkSurplus(RingWait wait) {
    int watched = 0;
    for (int i = 0; i < connections.size(); ) {
      var connection = connections.get(i);
      if (!connection.isOpen()) {
        i++;
      } else if (watched < wait.capacity()) {
        watched++;
        i++;
      } else if (connection.isPosted()) {
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

  // ---- what else has to be done now and then -------------------------------------------------

  /** Lets go of the memory that connections have not used since this was called last. */
  void trimUnused() {
    for (int i = 0; i < connections.size(); i++) {
      connections.get(i).trimUnused();
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

  private static long expire(List<ReaderClient> connections, long now) {
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

  private static boolean closeTruncated(List<ReaderClient> connections) {
    boolean any = false;
    for (var connection : connections) {
      if (!connection.isIntact()) {
        connection.truncated();
        any = true;
      }
    }
    return any;
  }
}
