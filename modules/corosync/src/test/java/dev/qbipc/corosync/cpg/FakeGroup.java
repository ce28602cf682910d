package dev.qbipc.corosync.cpg;

import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.FakeRequest;
import dev.qbipc.corosync.fake.WireMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The service cpg, played as far as one member of the group "alpha" on node 1 needs it: joins and
 * leaves are answered at once (corosync, sections 2.1 and 2.2).
 */
final class FakeGroup {

  static final int JOIN = 0;
  static final int LEAVE = 1;
  static final int MCAST = 2;
  static final int LOCAL_GET = 4;
  static final int PARTIAL_MCAST = 12;
  static final int PARTIAL_ANSWER = 18;

  static final int OK = 1;

  private static final byte[] NAME = "alpha".getBytes(StandardCharsets.UTF_8);

  private FakeGroup() {}

  /** Answers what is the same in all tests; returns whether it was such a request. */
  static boolean answer(FakeCorosync corosync, FakeRequest request, CpgAddress self) {
    switch (request.id()) {
      case LOCAL_GET -> request.answer(WireMessage.of(7, OK, 32).u32(24, self.nodeId()));
      case JOIN -> {
        request.answer(0, OK);
        corosync.eventNow(
            change(List.of(self), List.of(new CpgMovement(self, CpgReason.JOIN)), List.of()));
        corosync.eventNow(ring(1, 5, self.nodeId()));
      }
      case LEAVE -> {
        request.answer(1, OK);
        corosync.eventNow(
            change(List.of(), List.of(), List.of(new CpgMovement(self, CpgReason.LEAVE))));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  static WireMessage change(
      List<CpgAddress> members, List<CpgMovement> joined, List<CpgMovement> left) {
    int size = 184 + 24 * (members.size() + joined.size() + left.size());
    var event = named(4, size);
    event.u32(160, members.size()).u32(168, joined.size()).u32(176, left.size());
    int at = 184;
    for (CpgAddress member : members) {
      at = address(event, at, new CpgMovement(member, CpgReason.UNDEFINED));
    }
    for (CpgMovement movement : left) {
      at = address(event, at, movement);
    }
    for (CpgMovement movement : joined) {
      at = address(event, at, movement);
    }
    return event;
  }

  private static int address(WireMessage event, int at, CpgMovement movement) {
    event
        .u32(at, movement.member().nodeId())
        .u32(at + 8, movement.member().pid())
        .u32(at + 16, movement.reason().number());
    return at + 24;
  }

  static WireMessage ring(int representative, long sequence, int... nodeIds) {
    var event = WireMessage.of(13, OK, 48 + 4 * nodeIds.length);
    event.u32(24, representative).u64(32, sequence).u32(40, nodeIds.length);
    for (int i = 0; i < nodeIds.length; i++) {
      event.u32(44 + 4 * i, nodeIds[i]);
    }
    return event;
  }

  static WireMessage deliver(CpgAddress sender, byte[] bytes) {
    return named(5, 184 + bytes.length)
        .u32(160, bytes.length)
        .u32(168, sender.nodeId())
        .u32(176, sender.pid())
        .put(184, bytes);
  }

  static WireMessage fragment(CpgAddress sender, int type, int total, byte[] bytes) {
    return named(17, 200 + bytes.length)
        .u32(160, total)
        .u32(168, bytes.length)
        .u32(176, sender.nodeId())
        .u32(184, sender.pid())
        .u32(192, type)
        .put(200, bytes);
  }

  private static WireMessage named(int id, int size) {
    return WireMessage.of(id, OK, size).u32(24, NAME.length).put(32, NAME);
  }
}
