package dev.pmxcfs.cluster.corosync;

import dev.pmxcfs.cluster.group.GroupEvents;
import dev.pmxcfs.cluster.group.GroupThread;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.SendFailureHandler;
import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgChange;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgMessage;
import dev.qbipc.corosync.cpg.CpgMovement;
import io.vertx.core.internal.ContextInternal;
import java.util.List;

/**
 * One membership of a group, from the join to its end: brings what corosync tells, on an event
 * loop, to the group's thread, and frames the other way.
 */
final class CpgMembership {

  private final ContextInternal context;
  private final GroupThread thread;
  private final GroupEvents events;
  private final Backlog backlog = new Backlog();

  // Of the event loop.
  private CpgGroup group;
  private boolean isEnding;

  // Of the group's thread.
  private Member self;
  private FrameSender sender;
  private boolean hasEnded;

  /**
   * @param context of the event loop
   */
  CpgMembership(ContextInternal context, GroupThread thread, GroupEvents events) {
    this.context = context;
    this.thread = thread;
    this.events = events;
  }

  /** On the event loop. */
  void join(CpgGroup joined) {
    group = joined;
    group
        .handler(this::delivered)
        .changeHandler(this::changed)
        .closeHandler(reason -> ended(reason == null ? "it was closed" : reason.getMessage()));
    if (isEnding) {
      ended("it was left before it was joined");
      return;
    }
    group.join().onFailure(failure -> ended(failure.getMessage()));
  }

  /** On the event loop. What corosync has sent is told until it has taken the leave. */
  void leave() {
    isEnding = true;
    if (group != null) {
      group.resume();
      group
          .leave()
          .transform(left -> group.close())
          .onComplete(closed -> ended("this node has left it"));
    }
  }

  private void delivered(CpgMessage message) {
    byte[] frame = message.payload().getBytes();
    if (backlog.add(frame.length)) {
      group.pause();
    }
    Member sender = member(message.sender());
    thread.execute(
        () -> {
          if (backlog.remove(frame.length)) {
            group.resume();
          }
          if (!hasEnded) {
            events.delivered(frame, sender);
          }
        });
  }

  private void changed(CpgChange change) {
    CpgGroup changed = group;
    List<Member> members = change.members().stream().map(CpgMembership::member).toList();
    List<Member> left = moved(change.left());
    List<Member> joined = moved(change.joined());
    thread.execute(
        () -> {
          if (!hasEnded) {
            self = member(changed.self().orElseThrow());
            sender = sender == null ? new FrameSender(context, thread, changed) : sender;
            events.changed(members, left, joined);
          }
        });
  }

  private static List<Member> moved(List<CpgMovement> movements) {
    return movements.stream().map(CpgMovement::member).map(CpgMembership::member).toList();
  }

  private static Member member(CpgAddress address) {
    return new Member(address.nodeId(), address.pid());
  }

  private void ended(String reason) {
    thread.execute(
        () -> {
          if (!hasEnded) {
            hasEnded = true;
            if (sender != null) {
              sender.end();
            }
            events.ended(reason);
          }
        });
  }

  /** This process as a member; null before it is one. */
  Member self() {
    return self;
  }

  void multicast(byte[] frame, SendFailureHandler failure) {
    sender.send(frame, failure);
  }

  void whenSent(Runnable action) {
    sender.whenSent(action);
  }
}
