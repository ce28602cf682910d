package dev.pmxcfs.cluster.simulation;

import dev.pmxcfs.cluster.group.GroupEvents;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.ProcessGroup;
import dev.pmxcfs.cluster.group.SendFailure;
import dev.pmxcfs.cluster.group.SendFailureHandler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A process that may be a member: what it sends waits to get its place in the order, and what it is
 * to get waits to be handed over, each as long as the steps of the simulation let it.
 */
final class SimulatedProcess implements ProcessGroup {

  private final SimulatedCorosync corosync;
  private final Member self;
  private final Deque<Outgoing> outgoing = new ArrayDeque<>();
  private final Deque<Event> incoming = new ArrayDeque<>();
  private GroupEvents events;
  private long lastReceived;
  private int refusals;

  /**
   * Something that the process wants.
   *
   * @param frame null for anything else
   * @param action null for frames
   */
  private record Outgoing(byte[] frame, SendFailureHandler failure, Runnable action) {}

  /**
   * Something that the process gets.
   *
   * @param sequence its place in the order
   * @param frame null for anything else
   * @param action null for frames
   */
  record Event(long sequence, byte[] frame, Member sender, Consumer<GroupEvents> action) {

    static Event frame(long sequence, byte[] frame, Member sender) {
      return new Event(sequence, frame, sender, null);
    }

    static Event change(long sequence, List<Member> members, Set<Member> left, Set<Member> joined) {
      return new Event(
          sequence,
          null,
          null,
          events -> events.changed(members, List.copyOf(left), List.copyOf(joined)));
    }

    static Event end(long sequence) {
      return new Event(sequence, null, null, events -> events.ended("it is left"));
    }
  }

  SimulatedProcess(SimulatedCorosync corosync, Member self) {
    this.corosync = corosync;
    this.self = self;
  }

  @Override
  public void join(GroupEvents whose) {
    events = whose;
    outgoing.clear();
    incoming.clear();
    lastReceived = 0;
    want(() -> corosync.join(this));
  }

  @Override
  public void leave() {
    want(
        () -> {
          if (corosync.isMember(this)) {
            corosync.leave(this);
          } else {
            receive(Event.end(lastReceived));
          }
        });
  }

  @Override
  public Member self() {
    return self;
  }

  private void want(Runnable action) {
    outgoing.add(new Outgoing(null, null, action));
  }

  @Override
  public void multicast(byte[] frame, SendFailureHandler failure) {
    outgoing.add(new Outgoing(frame, failure, null));
  }

  private void send(byte[] frame, SendFailureHandler failure) {
    if (refusals > 0) {
      refusals--;
      local(() -> failure.failed(SendFailure.REFUSED));
    } else if (corosync.isMember(this)) {
      corosync.send(this, frame);
    }
  }

  @Override
  public void whenSent(Runnable action) {
    want(() -> local(action));
  }

  private void local(Runnable action) {
    incoming.add(new Event(0, null, null, events -> action.run()));
  }

  /** The next frames are not taken. */
  void refuse(int frames) {
    refusals += frames;
  }

  /** All frames are taken again. */
  void refuseNoMore() {
    refusals = 0;
  }

  /** A large frame that is on its way is lost with a change of the members. */
  void interrupt() {
    Iterator<Outgoing> all = outgoing.iterator();
    while (all.hasNext()) {
      Outgoing next = all.next();
      if (next.frame() != null) {
        all.remove();
        local(() -> next.failure().failed(SendFailure.INTERRUPTED));
        return;
      }
    }
  }

  /** What waits is let go, one thing at a time. */
  boolean sendNext() {
    Outgoing next = corosync.runsOn(self.nodeId()) ? outgoing.poll() : null;
    if (next == null) {
      return false;
    }
    if (next.frame() != null) {
      send(next.frame(), next.failure());
    } else {
      next.action().run();
    }
    return true;
  }

  /** Hands over one thing. */
  boolean receiveNext() {
    Event next = incoming.poll();
    if (next == null) {
      return false;
    }
    lastReceived = Math.max(lastReceived, next.sequence());
    if (next.frame() != null) {
      events.delivered(next.frame().clone(), next.sender());
    } else {
      next.action().accept(events);
    }
    return true;
  }

  void receive(Event event) {
    incoming.add(event);
  }

  /** corosync is gone, and with it what has not been handed over. */
  void lose(long at) {
    outgoing.clear();
    incoming.clear();
    incoming.add(new Event(at, null, null, events -> events.ended("corosync is gone")));
  }

  Deque<Event> waiting() {
    return incoming;
  }

  boolean isQuiet() {
    return incoming.isEmpty() && outgoing.isEmpty();
  }

  boolean hasIncoming() {
    return !incoming.isEmpty();
  }

  long lastReceived() {
    return lastReceived;
  }
}
