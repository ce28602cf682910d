package dev.pmxcfs.cluster.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The layout of what every frame begins with (cluster, section 2.1). All integers of frames are
 * little-endian and unsigned.
 *
 * <pre>
 *   0      2         4         8      12         16
 *   +------+---------+---------+------+----------+-----
 *   | type | subtype | version | time | reserved | ...
 *   +------+---------+---------+------+----------+-----
 * </pre>
 *
 * <p>What is reserved is 0, and not looked at.
 */
final class FrameHeaderDescriptor {

  static final int SIZE = 16;

  private static final int TYPE = 0;
  private static final int SUBTYPE = 2;
  private static final int VERSION = 4;
  private static final int TIME = 8;

  private FrameHeaderDescriptor() {}

  /** A frame of a size that has its header and nothing else yet. */
  static ByteBuffer begin(FrameHeader header, int size) {
    ByteBuffer frame = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    frame.putShort(TYPE, (short) header.type());
    frame.putShort(SUBTYPE, (short) header.subtype());
    frame.putInt(VERSION, header.version());
    frame.putInt(TIME, header.time());
    return frame;
  }

  static FrameHeader decode(byte[] frame) throws MalformedFrameException {
    MalformedFrameException.check(frame.length >= SIZE, "a frame has " + frame.length + " bytes");
    ByteBuffer encoded = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    return new FrameHeader(
        Short.toUnsignedInt(encoded.getShort(TYPE)),
        Short.toUnsignedInt(encoded.getShort(SUBTYPE)),
        encoded.getInt(VERSION),
        encoded.getInt(TIME));
  }
}
