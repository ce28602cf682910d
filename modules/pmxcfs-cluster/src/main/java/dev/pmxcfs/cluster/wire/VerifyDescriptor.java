package dev.pmxcfs.cluster.wire;

import dev.pmxcfs.state.tree.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The layout of the body of VERIFY (cluster, sections 2.1 and 2.8).
 *
 * <pre>
 *   0    8        40
 *   +----+--------+
 *   | id | digest |
 *   +----+--------+
 * </pre>
 */
final class VerifyDescriptor {

  private static final int ID = 0;
  private static final int DIGEST = ID + Long.BYTES;
  private static final int SIZE = DIGEST + Digest.SIZE;

  private VerifyDescriptor() {}

  static byte[] encode(Verification verification) {
    ByteBuffer body = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    body.putLong(ID, verification.id());
    body.put(DIGEST, verification.digest().toArray());
    return body.array();
  }

  static Verification decode(byte[] body) throws MalformedFrameException {
    MalformedFrameException.check(
        body.length == SIZE, "a verification has a body of " + body.length + " bytes");
    ByteBuffer encoded = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    byte[] digest = new byte[Digest.SIZE];
    encoded.get(DIGEST, digest);
    return new Verification(encoded.getLong(ID), Digest.of(digest));
  }
}
