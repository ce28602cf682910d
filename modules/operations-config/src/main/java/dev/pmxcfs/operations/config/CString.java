package dev.pmxcfs.operations.config;

import dev.qbipc.server.Request;
import java.util.Arrays;

/** Strings in payloads, as the C server reads them. */
final class CString {

  private CString() {}

  /**
   * The bytes from an offset to the first NUL or the payload's last byte, which counts as a NUL
   * whatever it is: a client that forgets the NUL loses a character.
   *
   * @param offset below the payload's length
   */
  static byte[] lastOf(Request request, int offset) {
    return upToNul(request.array(), offset, request.length() - 1);
  }

  /** The bytes from an offset to the first NUL, or to a limit. */
  static byte[] upToNul(byte[] payload, int offset, int limit) {
    int end = offset;
    while (end < limit && payload[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(payload, offset, end);
  }
}
