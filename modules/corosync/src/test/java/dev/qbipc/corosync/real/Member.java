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
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A member of a group in a test, and what it was told, in order. */
final class Member {

  private final CpgGroup group;
  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
  private final List<String> log = new ArrayList<>();
  private final List<CpgAddress> ghosts = new CopyOnWriteArrayList<>();

  private Member(CpgGroup group) {
    this.group = group;
    group.handler(this::tell).changeHandler(this::tell).ringHandler(this::tell);
  }

  private void tell(Object event) {
    if (event instanceof CpgRing ring) {
      ghosts.addAll(ring.ghosts());
    }
    String line = LogLine.of(event);
    synchronized (log) {
      log.add(line);
    }
    told.add(event);
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

  /** Members that corosync should have said are gone, in any ring so far. */
  List<CpgAddress> ghosts() {
    return ghosts;
  }

  /** Sends a message; what it is told when that comes back. */
  CpgMessage multicast(Buffer payload) {
    Waiting.value(group.multicast(payload));
    return new CpgMessage(address(), payload);
  }

  /** What it was told so far, in the words of the member in C. */
  List<String> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  /** The next message; changes and rings before it are passed over. */
  CpgMessage message() {
    return next(CpgMessage.class);
  }

  /** The next change; rings before it are passed over, and messages are not expected. */
  CpgChange change() {
    return next(CpgChange.class);
  }

  /** Waits for a ring of these nodes; all else before it is passed over. */
  void awaitRing(Integer... nodeIds) {
    List<Integer> expected = List.of(nodeIds);
    while (!next(CpgRing.class).nodeIds().equals(expected)) {
      // another one
    }
  }

  /** Waits until another member is there, for whatever reason. */
  void awaitMember(CpgAddress other) {
    Waiting.until(() -> group.members().contains(other), "member " + other);
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
