package dev.pmxcfs.cluster.wire;

/**
 * A frame that a group is for: a change of the tree, a value of a node's status (cluster, section
 * 2.1).
 *
 * @param subtype what it is, in the numbers of its group; unsigned, of 16 bits
 * @param version of the protocol of its group; unsigned
 * @param time the sender's, in seconds since 1970; unsigned
 * @param count the number of the frame among those of its sender
 * @param body what it says; not to be changed
 */
public record NormalFrame(int subtype, int version, int time, long count, byte[] body) {

  /** The bytes of the frame. */
  public byte[] encode() {
    return NormalFrameDescriptor.encode(this);
  }

  /**
   * Reads a whole frame, whose type is known to be {@link FrameType#NORMAL}.
   *
   * @throws MalformedFrameException if the frame is too short
   */
  public static NormalFrame decode(byte[] frame) throws MalformedFrameException {
    return NormalFrameDescriptor.decode(frame);
  }

  /**
   * Reads the count of a frame alone.
   *
   * @throws MalformedFrameException if the frame is too short
   */
  public static long count(byte[] frame) throws MalformedFrameException {
    return NormalFrameDescriptor.count(frame);
  }
}
