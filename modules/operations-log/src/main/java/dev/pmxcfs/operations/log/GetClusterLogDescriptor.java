package dev.pmxcfs.operations.log;

import dev.pmxcfs.state.tree.ByteString;
import dev.qbipc.server.Request;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The payload of GET_CLUSTER_LOG (operations specification, section 4.8).
 *
 * <pre>
 *    0          4                             16
 *   +----------+-----------------------------+------------+-----+
 *   | maximum  | reserved                    | user       | NUL |
 *   +----------+-----------------------------+------------+-----+
 * </pre>
 *
 * <p>The maximum is unsigned and in the host's order. The user ends at the first NUL. The last byte
 * counts as one whatever it is, so a client that forgets the NUL loses a character.
 */
final class GetClusterLogDescriptor {

  private static final int MAX = 0;
  private static final int USER = 16;

  private static final long DEFAULT_MAX = 50;

  private GetClusterLogDescriptor() {}

  /**
   * What is asked for.
   *
   * @param max how many entries at most
   * @param user whose entries; an empty name stands for everybody's
   */
  record Query(long max, ByteString user) {}

  /** Decodes a request; nothing if it is too short. */
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
