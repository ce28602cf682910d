package dev.pmxcfs.operations.status;

import dev.pmxcfs.api.ByteString;
import dev.qbipc.server.Request;
import java.util.Arrays;

/**
 * The payloads of SET_STATUS and GET_STATUS (operations, sections 4.4 and 4.5).
 *
 * <pre>
 *    0            256
 *   +------------+-----------------------+
 *   | key        | value                 |    SET_STATUS
 *   +------------+------------+----------+
 *   | key        | node       | ignored  |    GET_STATUS
 *   +------------+------------+----------+
 *    0            256          512
 * </pre>
 *
 * <p>Key and node end at their first NUL. The last byte of each field counts as one whatever it is.
 */
final class StatusDescriptor {

  /** Bytes a client has to send at least to set a key. */
  static final int SET_MIN_LENGTH = 256;

  /** Bytes a client has to send at least to get a key. */
  static final int GET_MIN_LENGTH = 512;

  private static final int KEY = 0;
  private static final int VALUE = 256;
  private static final int NODE = 256;
  private static final int NAME_FIELD_SIZE = 256;

  private StatusDescriptor() {}

  static ByteString key(Request request) {
    return name(request, KEY);
  }

  static ByteString node(Request request) {
    return name(request, NODE);
  }

  private static ByteString name(Request request, int offset) {
    return ByteString.copyUntilNul(request.array(), offset, offset + NAME_FIELD_SIZE - 1);
  }

  /** A copy of the value that may be kept. */
  static byte[] value(Request request) {
    return Arrays.copyOfRange(request.array(), VALUE, request.length());
  }
}
