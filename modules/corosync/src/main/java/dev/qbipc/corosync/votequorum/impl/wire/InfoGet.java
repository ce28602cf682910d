package dev.qbipc.corosync.votequorum.impl.wire;

import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.Outgoing;
import dev.qbipc.corosync.votequorum.VotequorumFlag;
import dev.qbipc.corosync.votequorum.VotequorumInfo;
import dev.qbipc.corosync.votequorum.VotequorumNodeState;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * GETINFO, 24 bytes (corosync, section 4):
 *
 * <pre>
 *  0  header
 * 16  node id, u32: 0 for this node; 4 bytes of padding
 * </pre>
 *
 * Its answer, 320 bytes, of which all is garbage but the header if there is an error:
 *
 * <pre>
 *  0  header
 * 24  node id, u32
 * 28  {@linkplain VotequorumNodeState state}, u32
 * 32  votes, u32
 * 36  expected votes, u32
 * 40  highest expected votes, u32
 * 44  total votes, u32
 * 48  quorum, u32
 * 52  {@linkplain VotequorumFlag flags}, u32
 * 56  votes of the quorum device, u32
 * 60  name of the quorum device, 255 bytes, with a zero behind it if there is room; 5 bytes of padding
 * </pre>
 */
public final class InfoGet {

  private static final int ID = 0;
  private static final int ASKED_NODE_ID = 16;
  private static final int SIZE = 24;

  private static final int NODE_ID = 24;
  private static final int STATE = 28;
  private static final int VOTES = 32;
  private static final int EXPECTED = 36;
  private static final int HIGHEST_EXPECTED = 40;
  private static final int TOTAL = 44;
  private static final int QUORUM = 48;
  private static final int FLAGS = 52;
  private static final int DEVICE_VOTES = 56;
  private static final int DEVICE_NAME = 60;
  private static final int DEVICE_NAME_SIZE = 255;

  private InfoGet() {}

  /** Asks for a node. */
  public static Outgoing request(int nodeId) {
    return new Outgoing(ID, SIZE).u32(ASKED_NODE_ID, nodeId);
  }

  /** What is known of it. */
  public static VotequorumInfo info(Incoming answer) {
    return new VotequorumInfo(
        answer.u32(NODE_ID),
        VotequorumNodeState.of(answer.u32(STATE)),
        answer.u32(VOTES),
        answer.u32(EXPECTED),
        answer.u32(HIGHEST_EXPECTED),
        answer.u32(TOTAL),
        answer.u32(QUORUM),
        VotequorumFlag.of(answer.u32(FLAGS)),
        answer.u32(DEVICE_VOTES),
        text(answer.bytes(DEVICE_NAME, DEVICE_NAME_SIZE)));
  }

  private static String text(Buffer bytes) {
    int length = 0;
    while (length < bytes.length() && bytes.getByte(length) != 0) {
      length++;
    }
    return bytes.getString(0, length, StandardCharsets.UTF_8.name());
  }
}
