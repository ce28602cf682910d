package dev.pmxcfs.ipc.admin;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Byte strings one after the other, each behind its length, little-endian.
 *
 * <pre>
 *    0        4               4+n      8+n
 *   +--------+---------------+--------+---------------+----
 *   | n      | bytes         | m      | bytes         | ...
 *   +--------+---------------+--------+---------------+----
 * </pre>
 */
final class Fields {

  /** Bytes of the length before each field. */
  static final int LENGTH_SIZE = 4;

  private Fields() {}

  static Buffer encode(byte[]... fields) {
    Buffer payload = Buffer.buffer();
    for (byte[] field : fields) {
      append(payload, field);
    }
    return payload;
  }

  static void append(Buffer payload, byte[] field) {
    payload.appendIntLE(field.length).appendBytes(field);
  }

  /**
   * All fields of a payload, as copies.
   *
   * @throws IllegalArgumentException if they do not fill it
   */
  static List<byte[]> decode(Buffer payload) {
    List<byte[]> fields = new ArrayList<>();
    int at = 0;
    while (at < payload.length()) {
      int from = at + LENGTH_SIZE;
      if (from > payload.length()) {
        throw new IllegalArgumentException("a length is cut off");
      }
      int length = payload.getIntLE(at);
      if (length < 0 || length > payload.length() - from) {
        throw new IllegalArgumentException("a field has an impossible length: " + length);
      }
      fields.add(payload.getBytes(from, from + length));
      at = from + length;
    }
    return fields;
  }

  /**
   * As {@link #decode(Buffer)}.
   *
   * @param count how many there have to be
   */
  static List<byte[]> decode(Buffer payload, int count) {
    List<byte[]> fields = decode(payload);
    if (fields.size() != count) {
      throw new IllegalArgumentException(fields.size() + " fields instead of " + count);
    }
    return fields;
  }
}
