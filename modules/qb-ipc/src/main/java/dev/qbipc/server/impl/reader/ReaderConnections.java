package dev.qbipc.server.impl.reader;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The connections that a reader serves. Belongs to the reader's thread.
 *
 * <p>Those with recent requests, which are called busy, come first. All are watched while the
 * reader sleeps, except those whose requests are to stay in the ring. If there are more than can be
 * watched at once, those that have been quiet for longest are parked: left to their event loops
 * until a notification byte comes.
 */
final class ReaderConnections {

  private final ArrayList<ReaderClient> connections = new ArrayList<>();
  private final ArrayList<ReaderClient> parked = new ArrayList<>();
  private final FaultWatch faults = new FaultWatch(this::closeTruncated);
  private int busy;
  private int inFlight;

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

  /** The connections that are not parked, the busy ones first. */
  List<ReaderClient> watched() {
    return connections;
  }

  /** How many are not parked. */
  int size() {
    return connections.size();
  }

  /** How many of them are busy. */
  int busy() {
    return busy;
  }

  ReaderClient get(int at) {
    return connections.get(at);
  }

  /** Counts a connection among the busy ones, unless it is one of them, since it has a request. */
  void countAmongBusy(ReaderClient connection) {
    if (connection.isWaiting() && !connection.isClosed()) {
      moveToFront(connections.indexOf(connection));
    }
  }

  private void moveToFront(int at) {
    if (at >= busy) {
      Collections.swap(connections, at, busy);
      busy++;
    }
  }

  // ---- sleep ---------------------------------------------------------------------------------

  /** Puts all rings in order for a sleep of the reader: none is busy then. */
  void prepareToSleep() {
    for (int i = busy - 1; i >= 0; i--) {
      connections.get(i).prepareToSleep();
    }
    busy = 0;
  }

  /**
   * Parks those that can not be watched.
   *
   * @return whether the reader may sleep; false if one of them has a request
   */
  boolean parkSurplus(RingWait wait) {
    return connections.size() <= wait.capacity() || parkBeyondCapacity(wait);
  }

  private boolean parkBeyondCapacity(RingWait wait) {
    int watched = 0;
    for (int i = 0; i < connections.size(); ) {
      var connection = connections.get(i);
      if (!connection.isOpen()) {
        i++;
      } else if (watched < wait.capacity()) {
        watched++;
        i++;
      } else if (connection.isPosted()) {
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
   * @return nanoseconds until the next deadline, {@link ReaderClient#NO_DEADLINE} if there is none
   */
  long expire(long now) {
    return inFlight == 0
        ? ReaderClient.NO_DEADLINE
        : Math.min(expire(connections, now), expire(parked, now));
  }

  private static long expire(List<ReaderClient> connections, long now) {
    long soonest = ReaderClient.NO_DEADLINE;
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
