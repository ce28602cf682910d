package dev.pmxcfs.operations.log;

import dev.pmxcfs.api.ByteString;
import dev.qbipc.server.Request;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The payload of GET_CLUSTER_LOG (operations, section 4.8).
 *
 * <pre>
 *    0          4                             16
 *   +----------+-----------------------------+------------+-----+
 *   | maximum  | reserved                    | user       | NUL |
 *   +----------+-----------------------------+------------+-----+
 * </pre>
 *
 * <p>The maximum is unsigned and in the host's byte order; 0 stands for 50. The user ends at the
 * first NUL. The last byte always counts as NUL, so a client that forgets it loses a character.
 */
final class GetClusterLogDescriptor {

  private static final int MAX = 0;
  private static final int USER = 16;

  private static final long DEFAULT_MAX = 50;

  private GetClusterLogDescriptor() {}

  /**
   * A decoded request.
   *
   * @param max the maximum number of entries
   * @param user the user whose entries are wanted; empty for all users
   */
  record Query(long max, ByteString user) {}

  /** Decodes a request; empty if it is too short. */
  static Optional<Query> decode(Request request) {
    byte[] payload = request.array();
    int length = request.length();
    if (length <= USER) {
      return Optional.empty();
    }
    int max = ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()).getInt(MAX);
    return Optional.of(
        new Query(
            max == 0 ? DEFAULT_MAX : Integer.toUnsignedLong(max),
            ByteString.copyUntilNul(payload, USER, length - 1)));
  }
}
