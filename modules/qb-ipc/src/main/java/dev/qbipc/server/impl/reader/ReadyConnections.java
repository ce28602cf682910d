package dev.qbipc.server.impl.reader;

import java.util.ArrayList;

/**
 * Finds the connections of a reader that have a request. Belongs to the reader's thread.
 *
 * <p>Busy ones are polled in every round; of the quiet ones each round polls a few, so that many
 * idle connections do not slow down busy ones.
 */
final class ReadyConnections {

  private static final int QUIET_PER_ROUND = 4;

  private final ReaderConnections connections;
  private final FaultWatch faults;
  private final Schedule schedule;
  private final ArrayList<ReaderClient> ready = new ArrayList<>();
  private int nextQuiet;
  private boolean lookAtAll;

  /**
   * @param schedule passes over some that have one
   */
  ReadyConnections(ReaderConnections connections, Schedule schedule) {
    this.connections = connections;
    this.faults = connections.faults();
    this.schedule = schedule;
  }

  /** Polls all quiet connections in the next round, not only a few. */
  void lookAtAll() {
    lookAtAll = true;
  }

  /**
   * Polls for a round.
   *
   * @return the caller's until the next round; none if a fault surfaced, which may have made one up
   */
  ArrayList<ReaderClient> find() {
    ready.clear();
    faults.polling();
    if (poll() > 1 && !ready.isEmpty() && !faults.surface()) {
      ready.clear();
    }
    return ready;
  }

  /** Polls the busy connections and some quiet ones. Returns how many that were. */
  private int poll() {
    int busy = connections.busy();
    for (int i = 0; i < busy; i++) {
      addIfReady(connections.get(i));
    }
    int size = connections.size();
    int polls = lookAtAll ? size - busy : Math.min(size - busy, QUIET_PER_ROUND);
    lookAtAll = false;
    for (int i = 0; i < polls; i++) {
      int next = nextQuiet + 1;
      nextQuiet = next < size ? Math.max(next, busy) : busy;
      addIfReady(connections.get(nextQuiet));
    }
    return busy + polls;
  }

  private void addIfReady(ReaderClient connection) {
    if (connection.isReady() && !schedule.passesOver(connection)) {
      ready.add(connection);
    }
  }
}
