package dev.pmxcfs.cluster.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The layout of a frame that a group is for (cluster, section 2.1).
 *
 * <pre>
 *   0        16      24
 *   +--------+-------+------+
 *   | header | count | body |
 *   +--------+-------+------+
 * </pre>
 */
final class NormalFrameDescriptor {

  private static final int COUNT = FrameHeaderDescriptor.SIZE;
  private static final int BODY = COUNT + Long.BYTES;

  private NormalFrameDescriptor() {}

  static byte[] encode(NormalFrame normal) {
    var header =
        new FrameHeader(
            FrameType.NORMAL.number(), normal.subtype(), normal.version(), normal.time());
    ByteBuffer frame = FrameHeaderDescriptor.begin(header, BODY + normal.body().length);
    frame.putLong(COUNT, normal.count());
    frame.put(BODY, normal.body());
    return frame.array();
  }

  static NormalFrame decode(byte[] frame) throws MalformedFrameException {
    FrameHeader header = FrameHeaderDescriptor.decode(frame);
    long count = count(frame);
    byte[] body = Arrays.copyOfRange(frame, BODY, frame.length);
    return new NormalFrame(header.subtype(), header.version(), header.time(), count, body);
  }

  static long count(byte[] frame) throws MalformedFrameException {
    MalformedFrameException.check(
        frame.length >= BODY, "a normal frame has " + frame.length + " bytes");
    return ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getLong(COUNT);
  }
}
