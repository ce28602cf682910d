package dev.pmxcfs.cluster.wire;

/**
 * What every frame begins with (cluster, section 2.1).
 *
 * @param type the number of its {@link FrameType}, or of one that is not known here; unsigned, of
 *     16 bits
 * @param subtype what a normal frame is, in the numbers of its group; 0 in others. Unsigned, of 16
 *     bits
 * @param version of the protocol of its group; unsigned
 * @param time the sender's, in seconds since 1970; unsigned
 */
public record FrameHeader(int type, int subtype, int version, int time) {

  /** How many bytes it has. */
  public static final int SIZE = FrameHeaderDescriptor.SIZE;

  /** The header of a frame without a subtype. */
  static FrameHeader of(FrameType type, int version, int time) {
    return new FrameHeader(type.number(), 0, version, time);
  }

  /** Whether the frame is of a type. */
  public boolean isOf(FrameType other) {
    return type == other.number();
  }

  /**
   * Reads the header of a frame, and nothing behind it.
   *
   * @throws MalformedFrameException if the frame is too short
   */
  public static FrameHeader decode(byte[] frame) throws MalformedFrameException {
    return FrameHeaderDescriptor.decode(frame);
  }
}
