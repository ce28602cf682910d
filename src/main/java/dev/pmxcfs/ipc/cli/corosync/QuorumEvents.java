package dev.pmxcfs.ipc.cli.corosync;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.quorum.QuorumState;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * What corosync tells, on its way from the event loop to the thread that prints it. If that one is
 * kept from printing for long, the oldest are dropped: each state is a whole one.
 */
final class QuorumEvents {

  private static final int MANY = 10_000;

  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(MANY);

  /**
   * Something that corosync has told, or its end.
   *
   * @param state null for the end
   * @param lost why it can be asked no more; null for a state
   */
  record Event(QuorumState state, CorosyncException lost) {

    /** Nothing has been told so far. */
    static final Event NONE = new Event(null, null);

    /** The nodes of the ring; none at the end. */
    List<Integer> nodeIds() {
      return state == null ? List.of() : state.nodeIds();
    }
  }

  /** Corosync has told a state. */
  void state(QuorumState state) {
    add(new Event(state, null));
  }

  /** Corosync has gone, or is not there. */
  void lost(CorosyncException reason) {
    add(new Event(null, reason));
  }

  /** Called on the event loop, which must not wait. */
  private void add(Event event) {
    while (!events.offer(event)) {
      events.poll();
    }
  }

  /**
   * The first state.
   *
   * @throws CorosyncException if corosync is not there
   * @throws CommandFailedException if it does not answer in time
   */
  Event first(Answers answers) {
    Event event = answers.poll(events);
    if (event.lost() != null) {
      throw event.lost();
    }
    return event;
  }

  /** What comes next, whenever that is. */
  Event next() {
    try {
      return events.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }
}
