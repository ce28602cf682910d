package dev.pmxcfs.cluster.wire;

/**
 * A frame by which members become and stay the same: of any type but {@link FrameType#NORMAL}
 * (cluster, section 2.1).
 *
 * @param type the number of its type, or of one that is not known here
 * @param version of the protocol of its group; unsigned
 * @param time the sender's, in seconds since 1970; unsigned
 * @param epoch the sync that it belongs to
 * @param body what it says; not to be changed
 */
public record SyncFrame(int type, int version, int time, Epoch epoch, byte[] body) {

  private static final byte[] NO_BODY = {};

  /**
   * A frame of a known type.
   *
   * @param body what it says; not to be changed
   */
  public static SyncFrame of(FrameType type, int version, int time, Epoch epoch, byte[] body) {
    return new SyncFrame(type.number(), version, time, epoch, body);
  }

  /** A frame of a known type that says nothing more. */
  public static SyncFrame of(FrameType type, int version, int time, Epoch epoch) {
    return of(type, version, time, epoch, NO_BODY);
  }

  /** The bytes of the frame. */
  public byte[] encode() {
    return SyncFrameDescriptor.encode(this);
  }

  /**
   * Reads a whole frame, whose type is known not to be {@link FrameType#NORMAL}.
   *
   * @throws MalformedFrameException if the frame is too short
   */
  public static SyncFrame decode(byte[] frame) throws MalformedFrameException {
    return SyncFrameDescriptor.decode(frame);
  }
}
