package dev.pmxcfs.operations.log;

import dev.pmxcfs.api.ByteString;
import dev.qbipc.server.Request;
import java.util.Optional;

/**
 * The payload of LOG_CLUSTER_MSG (operations, section 4.7).
 *
 * <pre>
 *    0          1              2             3
 *   +----------+--------------+-------------+---------+---------+-----------+
 *   | priority | ident length | tag length  | ident   | tag     | message   |
 *   +----------+--------------+-------------+---------+---------+-----------+
 * </pre>
 *
 * <p>Each of the three strings ends at its first NUL. The lengths include it: the last byte of
 * ident and of tag has to be NUL. A string with a length of 0 goes up to the next NUL.
 *
 * <p>The message ends at its first NUL or with the payload. The C server also requires a NUL behind
 * the payload, where the ring still holds earlier requests (defect D2); this server does not.
 */
final class LogClusterMessageDescriptor {

  private static final int PRIORITY = 0;
  private static final int IDENT_LENGTH = 1;
  private static final int TAG_LENGTH = 2;
  private static final int IDENT = 3;

  private LogClusterMessageDescriptor() {}

  /**
   * A message to be logged.
   *
   * @param priority 0 to 255, of which syslog knows 0 to 7
   */
  record Message(int priority, ByteString ident, ByteString tag, ByteString text) {}

  /** Decodes a request; empty if it is malformed. */
  static Optional<Message> decode(Request request) {
    byte[] payload = request.array();
    int length = request.length();
    if (length < IDENT) {
      return Optional.empty();
    }
    int tag = IDENT + Byte.toUnsignedInt(payload[IDENT_LENGTH]);
    int text = tag + Byte.toUnsignedInt(payload[TAG_LENGTH]);
    if (text >= length || !endsInNul(payload, tag) || !endsInNul(payload, text)) {
      return Optional.empty();
    }
    return Optional.of(
        new Message(
            Byte.toUnsignedInt(payload[PRIORITY]),
            ByteString.copyUntilNul(payload, IDENT, length),
            ByteString.copyUntilNul(payload, tag, length),
            ByteString.copyUntilNul(payload, text, length)));
  }

  /** Whether the byte before an index is NUL; before an empty ident it is the tag's length. */
  private static boolean endsInNul(byte[] payload, int end) {
    return payload[end - 1] == 0;
  }
}
