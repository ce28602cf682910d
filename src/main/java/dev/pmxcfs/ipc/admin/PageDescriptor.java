package dev.pmxcfs.ipc.admin;

import io.vertx.core.buffer.Buffer;

/**
 * Asks for part of what is at a path, since all of it may be larger than a message. The integer is
 * little-endian.
 *
 * <pre>
 *    0        4
 *   +--------+---------------+
 *   | from   | path          |
 *   +--------+---------------+
 * </pre>
 *
 * <p>The first part wanted is that at {@code from}: a name of a directory, or a byte of a file. The
 * answer has as much as fits, and nothing behind the end.
 *
 * @param from 0 for the first
 */
record PageDescriptor(int from, byte[] path) {

  private static final int FROM_OFFSET = 0;
  private static final int PATH_OFFSET = 4;

  Buffer encode() {
    return Buffer.buffer().appendIntLE(from).appendBytes(path);
  }

  /**
   * @throws IllegalArgumentException if the payload is too short, or begins with a negative number
   */
  static PageDescriptor decode(Buffer payload) {
    if (payload.length() < PATH_OFFSET || payload.getIntLE(FROM_OFFSET) < 0) {
      throw new IllegalArgumentException("not a number and a path");
    }
    return new PageDescriptor(
        payload.getIntLE(FROM_OFFSET), payload.getBytes(PATH_OFFSET, payload.length()));
  }
}
