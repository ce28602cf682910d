package dev.pmxcfs.cluster.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The layout of a frame of a sync or a verification (cluster, section 2.1).
 *
 * <pre>
 *   0        16        20     24        28    32
 *   +--------+---------+------+---------+-----+------+
 *   | header | counter | time | node id | pid | body |
 *   +--------+---------+------+---------+-----+------+
 *            |             epoch              |
 * </pre>
 *
 * <p>SYNC_START and UPDATE_COMPLETE have no body. What follows a body that should be none is not
 * looked at, as in the C server.
 */
final class SyncFrameDescriptor {

  private static final int EPOCH_COUNTER = FrameHeaderDescriptor.SIZE;
  private static final int EPOCH_TIME = EPOCH_COUNTER + Integer.BYTES;
  private static final int EPOCH_NODE_ID = EPOCH_TIME + Integer.BYTES;
  private static final int EPOCH_PID = EPOCH_NODE_ID + Integer.BYTES;
  private static final int BODY = EPOCH_PID + Integer.BYTES;

  private SyncFrameDescriptor() {}

  static byte[] encode(SyncFrame sync) {
    var header = new FrameHeader(sync.type(), 0, sync.version(), sync.time());
    ByteBuffer frame = FrameHeaderDescriptor.begin(header, BODY + sync.body().length);
    frame.putInt(EPOCH_COUNTER, sync.epoch().counter());
    frame.putInt(EPOCH_TIME, sync.epoch().time());
    frame.putInt(EPOCH_NODE_ID, sync.epoch().nodeId());
    frame.putInt(EPOCH_PID, sync.epoch().pid());
    frame.put(BODY, sync.body());
    return frame.array();
  }

  static SyncFrame decode(byte[] frame) throws MalformedFrameException {
    FrameHeader header = FrameHeaderDescriptor.decode(frame);
    MalformedFrameException.check(
        frame.length >= BODY,
        "a frame of type " + header.type() + " has " + frame.length + " bytes");
    ByteBuffer encoded = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    var epoch =
        new Epoch(
            encoded.getInt(EPOCH_COUNTER),
            encoded.getInt(EPOCH_TIME),
            encoded.getInt(EPOCH_NODE_ID),
            encoded.getInt(EPOCH_PID));
    byte[] body = Arrays.copyOfRange(frame, BODY, frame.length);
    return new SyncFrame(header.type(), header.version(), header.time(), epoch, body);
  }
}
