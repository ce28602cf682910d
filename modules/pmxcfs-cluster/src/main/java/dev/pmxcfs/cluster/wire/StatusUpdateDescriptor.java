package dev.pmxcfs.cluster.wire;

import dev.pmxcfs.api.ByteString;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The layout of the body of a normal frame that publishes a value (cluster, section 4.1).
 *
 * <pre>
 *   0            256
 *   +------------+-------+
 *   | key, NULs  | value |
 *   +------------+-------+
 * </pre>
 *
 * <p>Behind the key's NUL the C server sends what its stack held (defect D14); it means nothing.
 */
final class StatusUpdateDescriptor {

  static final int KEY_SIZE = 256;

  private StatusUpdateDescriptor() {}

  static byte[] encode(StatusUpdate update) {
    if (update.key().length() >= KEY_SIZE) {
      throw new IllegalArgumentException("a key of " + update.key().length() + " bytes");
    }
    ByteBuffer body = ByteBuffer.allocate(KEY_SIZE + update.value().length);
    body.put(0, update.key().toArray());
    body.put(KEY_SIZE, update.value());
    return body.array();
  }

  static StatusUpdate decode(byte[] body) throws MalformedFrameException {
    MalformedFrameException.check(
        body.length >= KEY_SIZE, "a value is told in " + body.length + " bytes");
    ByteString key = ByteString.copyUntilNul(body, 0, KEY_SIZE);
    MalformedFrameException.check(key.length() < KEY_SIZE, "a value's key does not end");
    return new StatusUpdate(key, Arrays.copyOfRange(body, KEY_SIZE, body.length));
  }
}
