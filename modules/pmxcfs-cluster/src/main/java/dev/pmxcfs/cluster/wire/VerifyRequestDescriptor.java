package dev.pmxcfs.cluster.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The layout of the body of VERIFY_REQUEST (cluster, sections 2.1 and 2.8): {@code id}, the number
 * of the request among those of its sender.
 *
 * <pre>
 *   0    8
 *   +----+
 *   | id |
 *   +----+
 * </pre>
 */
public final class VerifyRequestDescriptor {

  private static final int ID = 0;
  private static final int SIZE = ID + Long.BYTES;

  private VerifyRequestDescriptor() {}

  /** The body of a request. */
  public static byte[] encode(long id) {
    return ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN).putLong(ID, id).array();
  }

  /**
   * The id of a request.
   *
   * @throws MalformedFrameException if the body has another length
   */
  public static long decode(byte[] body) throws MalformedFrameException {
    MalformedFrameException.check(
        body.length == SIZE, "a request to verify has a body of " + body.length + " bytes");
    return ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getLong(ID);
  }
}
