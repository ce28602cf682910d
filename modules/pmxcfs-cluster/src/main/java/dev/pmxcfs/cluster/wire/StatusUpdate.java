package dev.pmxcfs.cluster.wire;

import dev.pmxcfs.api.ByteString;

/**
 * A value that a node publishes, as the others are told (cluster, section 4.1).
 *
 * @param key under which it is published, at most {@value #MAX_KEY} bytes without a NUL
 * @param value may be empty, which removes the key; not to be changed
 */
public record StatusUpdate(ByteString key, byte[] value) {

  /** The longest key in bytes. */
  public static final int MAX_KEY = StatusUpdateDescriptor.KEY_SIZE - 1;

  /**
   * The body of a normal frame.
   *
   * @throws IllegalArgumentException if the key is too long
   */
  public byte[] encode() {
    return StatusUpdateDescriptor.encode(this);
  }

  /**
   * Reads the body of a normal frame.
   *
   * @throws MalformedFrameException if it is too short or its key does not end
   */
  public static StatusUpdate decode(byte[] body) throws MalformedFrameException {
    return StatusUpdateDescriptor.decode(body);
  }
}
