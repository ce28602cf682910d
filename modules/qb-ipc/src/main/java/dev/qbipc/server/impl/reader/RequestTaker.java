package dev.qbipc.server.impl.reader;

import dev.qbipc.server.Scheduling;

/**
 * Takes the requests of a reader's connections, round by round: of all that the schedule does not
 * pass over while there is time for all, else of one user after another. Belongs to the reader's
 * thread.
 */
final class RequestTaker {

  /** Requests of one connection that are taken in a round, if there is time for them. */
  private static final int MAX_OF_ONE = 16;

  private final ReaderConnections connections;
  private final FaultWatch faults;
  private final ReaderClock clock;
  private final Schedule schedule;
  private final FairTurns fairTurns = new FairTurns();
  private final ReadyConnections ready;

  RequestTaker(ReaderConnections connections, Scheduling scheduling, ReaderClock clock) {
    this.connections = connections;
    this.faults = connections.faults();
    this.clock = clock;
    this.schedule =
        switch (scheduling) {
          case TURNS -> new TurnsWhileAwake(faults);
          case PLAIN -> new PlainSchedule();
        };
    this.ready = new ReadyConnections(connections, schedule);
  }

  /**
   * Takes as many requests as there is time for in a round.
   *
   * @return whether there were any
   */
  boolean takeRequests() {
    return fairTurns.areOn() ? takeFairly() : takeOfAll();
  }

  private boolean takeOfAll() {
    schedule.beginRound(clock.now());
    var found = ready.find();
    boolean any = false;
    for (int i = 0; i < found.size(); i++) {
      var connection = found.get(i);
      any |= take(connection);
      if (clock.isRoundLong()) {
        beginFairTurns(connection);
        break;
      }
    }
    schedule.endRound(connections.watched(), connections.busy(), any, clock.now());
    return any;
  }

  private void beginFairTurns(ReaderClient last) {
    fairTurns.roundWasLong(clock.now());
    fairTurns.charge(last, clock.nanosOfRound());
  }

  /** The same for one user, whose turn it is while rounds are long. */
  private boolean takeFairly() {
    if (schedule.hasWork()) {
      // No client is passed over for any other reason then.
      schedule.restart(connections.watched(), connections.busy(), clock.now());
    }
    schedule.beginRound(clock.now());
    // Nor overlooked.
    ready.lookAtAll();
    var found = ready.find();
    boolean any = false;
    if (!found.isEmpty()) {
      fairTurns.choose(found);
      for (int i = 0; i < found.size() && !clock.isRoundLong(); i++) {
        var connection = found.get(i);
        long begun = clock.now();
        any |= take(connection);
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

  private boolean take(ReaderClient connection) {
    connections.countAmongBusy(connection);
    int taken = connection.takeRequests(MAX_OF_ONE);
    // Whatever the poll of a single connection has left was surfaced there.
    faults.surfaced();
    if (taken > 0) {
      schedule.taken(connection, taken, clock.now());
    }
    return taken > 0;
  }

  /** Whether there is not time for all requests in each round. */
  boolean isTimeShort() {
    return fairTurns.areOn();
  }

  /**
   * Whether requests were left in their rings in the last round, since the schedule passed them
   * over, or something else is to be done within microseconds.
   */
  boolean hasScheduledWork() {
    return schedule.hasWork();
  }

  /** Passes over no connection any more: the reader is about to sleep. */
  void reset() {
    schedule.reset();
    fairTurns.end();
  }

  /** Looks at all quiet connections in the next round: the reader has slept. */
  void lookAtAll() {
    ready.lookAtAll();
  }
}
