package dev.qbipc.corosync.quorum;

import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.FakeRequest;
import dev.qbipc.corosync.fake.WireMessage;

/** The service quorum, played: answers and events (corosync, section 3). */
public final class FakeQuorum {

  static final int GETQUORATE = 0;
  static final int TRACKSTART = 1;
  static final int TRACKSTOP = 2;
  static final int GETTYPE = 3;
  static final int MODEL_GETTYPE = 4;

  static final int OK = 1;

  private FakeQuorum() {}

  /** Answers whatever is asked, and sends no events. */
  public static void answer(FakeRequest request) {
    switch (request.id()) {
      case GETQUORATE -> request.answer(WireMessage.of(0, OK, 32).u32(24, 1));
      case GETTYPE -> request.answer(WireMessage.of(4, OK, 32).u32(24, 1));
      case MODEL_GETTYPE -> request.answer(WireMessage.of(5, OK, 32).u32(24, 1));
      default -> request.answer(request.id(), OK);
    }
  }

  /** Knows no models, as corosync before 3.1.0. */
  static void answerAsOld(FakeRequest request) {
    if (request.id() == MODEL_GETTYPE) {
      request.answer(0, 7);
    } else {
      answer(request);
    }
  }

  static void sendState(FakeCorosync corosync, long sequence) {
    corosync.eventNow(nodes(sequence, new int[] {1}, new int[0], new int[0]));
    corosync.eventNow(state(1, sequence, 1));
  }

  static WireMessage state(int quorate, long sequence, int... nodeIds) {
    var event = WireMessage.of(6, OK, 56 + 4 * nodeIds.length);
    event.u32(24, quorate).u32(32, 1).u64(40, sequence).u32(48, nodeIds.length);
    put(event, 52, nodeIds);
    return event;
  }

  static WireMessage nodes(long sequence, int[] members, int[] joined, int[] left) {
    var event = WireMessage.of(7, OK, 64 + 4 * (members.length + joined.length + left.length));
    event.u32(24, 1).u64(32, sequence);
    event.u32(40, members.length).u32(48, joined.length).u32(56, left.length);
    put(event, put(event, put(event, 60, members), joined), left);
    return event;
  }

  static WireMessage model0(int quorate, long sequence, int... nodeIds) {
    var event = WireMessage.of(3, OK, 48 + 4 * nodeIds.length);
    event.u32(24, quorate).u64(32, sequence).u32(40, nodeIds.length);
    put(event, 44, nodeIds);
    return event;
  }

  private static int put(WireMessage event, int from, int... nodeIds) {
    int at = from;
    for (int nodeId : nodeIds) {
      event.u32(at, nodeId);
      at += 4;
    }
    return at;
  }
}
