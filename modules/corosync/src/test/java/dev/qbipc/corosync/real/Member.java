package dev.qbipc.corosync.real;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgChange;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgMessage;
import dev.qbipc.corosync.cpg.CpgMovement;
import dev.qbipc.corosync.cpg.CpgOptions;
import dev.qbipc.corosync.cpg.CpgReason;
import dev.qbipc.corosync.cpg.CpgRing;
import dev.qbipc.corosync.fake.Waiting;
import io.vertx.core.Vertx;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A member of a group in a test, and what it was told, in order. */
final class Member {

  private final CpgGroup group;
  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

  private Member(CpgGroup group) {
    this.group = group;
    group.handler(told::add).changeHandler(told::add).ringHandler(told::add);
  }

  /** Joins a group on a node. */
  static Member join(Vertx vertx, RealCorosync node, String group, int pid) {
    var member =
        new Member(
            Corosync.create(vertx, node.options()).group(group, new CpgOptions().setPid(pid)));
    Waiting.value(member.group.join());
    return member;
  }

  CpgGroup group() {
    return group;
  }

  CpgAddress address() {
    return group.self().orElseThrow();
  }

  /** The next message; changes and rings before it are passed over. */
  CpgMessage message() {
    return next(CpgMessage.class);
  }

  /** The next change; rings before it are passed over, and messages are not expected. */
  CpgChange change() {
    return next(CpgChange.class);
  }

  /** The next ring; all else before it is passed over. */
  CpgRing ring() {
    return next(CpgRing.class);
  }

  /** Waits for the change with which another member comes, and fails if it is for other reasons. */
  void awaitJoined(CpgAddress other, CpgReason reason) {
    var movement = new CpgMovement(other, reason);
    CpgChange change = change();
    while (!change.joined().contains(movement)) {
      change = change();
    }
  }

  /** Waits for the change with which another member goes. */
  void awaitLeft(CpgAddress other, CpgReason reason) {
    var movement = new CpgMovement(other, reason);
    CpgChange change = change();
    while (!change.left().contains(movement)) {
      change = change();
    }
  }

  private <T> T next(Class<T> kind) {
    while (true) {
      Object event = Waiting.take(told, kind.getSimpleName());
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
  }
}
