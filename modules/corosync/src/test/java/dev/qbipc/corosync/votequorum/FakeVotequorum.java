package dev.qbipc.corosync.votequorum;

import dev.qbipc.corosync.fake.FakeRequest;
import dev.qbipc.corosync.fake.WireMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The service votequorum, played: answers and events (corosync, section 4). */
final class FakeVotequorum {

  static final int GETINFO = 0;
  static final int TRACKSTART = 3;

  static final int OK = 1;

  /** Of all answers but that of GETINFO. */
  static final int ANSWER = 0;

  private FakeVotequorum() {}

  /** Answers whatever is asked, and sends no events. */
  static void answer(FakeRequest request) {
    if (request.id() == GETINFO) {
      request.answer(WireMessage.of(1, OK, 320).u32(24, 1));
    } else {
      request.answer(ANSWER, OK);
    }
  }

  /** The context of a TRACKSTART. */
  static long context(FakeRequest request) {
    return ByteBuffer.wrap(request.bytes()).order(ByteOrder.LITTLE_ENDIAN).getLong(16);
  }

  static WireMessage state(long context, int quorate, int... nodesAndStates) {
    var event = WireMessage.of(3, OK, 48 + 4 * nodesAndStates.length);
    event.u32(24, quorate).u64(32, context).u32(40, nodesAndStates.length / 2);
    for (int i = 0; i < nodesAndStates.length; i++) {
      event.u32(48 + 4 * i, nodesAndStates[i]);
    }
    return event;
  }

  static WireMessage expected(long context, int votes) {
    return WireMessage.of(4, OK, 40).u64(24, context).u32(32, votes);
  }

  static WireMessage nodes(long context, long sequence, int... nodeIds) {
    var event = WireMessage.of(5, OK, 56 + 4 * nodeIds.length);
    event.u64(24, context).u32(32, 1).u64(40, sequence).u32(48, nodeIds.length);
    for (int i = 0; i < nodeIds.length; i++) {
      event.u32(56 + 4 * i, nodeIds[i]);
    }
    return event;
  }
}
