package dev.qbipc.corosync.cpg.impl;

import dev.qbipc.corosync.RingId;
import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgChange;
import dev.qbipc.corosync.cpg.CpgMovement;
import dev.qbipc.corosync.cpg.CpgRing;
import dev.qbipc.corosync.cpg.impl.wire.ChangeEvent;
import dev.qbipc.corosync.cpg.impl.wire.DeliverEvent;
import dev.qbipc.corosync.cpg.impl.wire.PartialDeliverEvent;
import dev.qbipc.corosync.cpg.impl.wire.RingEvent;
import dev.qbipc.corosync.impl.transport.Incoming;
import io.vertx.core.Handler;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What comes to one member, in corosync's order: messages, changes and rings. Belongs to the
 * group's context, but for {@link #members} and {@link #ring}.
 *
 * <p>Members on nodes outside the ring are ghosts (corosync, section 7). When a ring changes, the
 * changes of the group come first and name nodes that the last ring did not have; so ghosts are
 * looked for when there is a new ring, and remembered until corosync says that they have left or
 * their node is back.
 */
final class Inbox implements Handler<Incoming> {

  private final CpgAddress self;
  private final Assembly assembly;
  private final GroupHandlers handlers;
  private final Runnable entered;
  private final Runnable selfLeft;
  private final Set<CpgAddress> ghosts = new HashSet<>();

  /** As corosync says, ghosts included. */
  private List<CpgAddress> everybody = List.of();

  private boolean begun;
  private volatile List<CpgAddress> members = List.of();
  private volatile RingId ring;

  /**
   * @param self this member
   * @param entered runs before the first change is handed over, with which this member comes
   * @param selfLeft runs when the change has been handed over with which this member has gone
   */
  Inbox(
      CpgAddress self,
      Assembly assembly,
      GroupHandlers handlers,
      Runnable entered,
      Runnable selfLeft) {
    this.self = self;
    this.assembly = assembly;
    this.handlers = handlers;
    this.entered = entered;
    this.selfLeft = selfLeft;
  }

  @Override
  public void handle(Incoming event) {
    switch (event.id()) {
      case DeliverEvent.ID -> handlers.message(DeliverEvent.read(event));
      case PartialDeliverEvent.ID -> {
        var message = assembly.add(PartialDeliverEvent.read(event));
        if (message != null) {
          handlers.message(message);
        }
      }
      case ChangeEvent.ID -> change(ChangeEvent.read(event));
      case RingEvent.ID -> ring(RingEvent.read(event));
      default -> {
        // Of a later version: it is for those who know it.
      }
    }
  }

  private void change(CpgChange change) {
    if (!begun) {
      begun = true;
      entered.run();
    }
    everybody = change.members();
    for (CpgMovement movement : change.left()) {
      assembly.left(movement.member());
    }
    ghosts.retainAll(everybody);
    members = living();
    try {
      handlers.change(change);
    } finally {
      if (change.left().stream().map(CpgMovement::member).anyMatch(self::equals)) {
        selfLeft.run();
      }
    }
  }

  private void ring(RingEvent event) {
    if (!begun) {
      // Every connection is told of rings, before it joins too.
      return;
    }
    ring = event.ring();
    ghosts.clear();
    for (CpgAddress member : everybody) {
      if (!event.nodeIds().contains(member.nodeId())) {
        ghosts.add(member);
      }
    }
    members = living();
    handlers.ring(new CpgRing(event.ring(), event.nodeIds(), ghosts.stream().sorted().toList()));
  }

  private List<CpgAddress> living() {
    return everybody.stream().filter(member -> !ghosts.contains(member)).toList();
  }

  /** The members, without ghosts. Any thread may ask. */
  List<CpgAddress> members() {
    return members;
  }

  /** The ring. Any thread may ask. */
  Optional<RingId> ring() {
    return Optional.ofNullable(ring);
  }
}
