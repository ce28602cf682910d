package dev.pmxcfs.operations.config;

import dev.pmxcfs.api.Cluster;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.Request;
import java.util.Arrays;
import java.util.Optional;

/**
 * VERIFY_TOKEN: whether an API token is known (operations, section 4.12).
 *
 * <pre>
 *   +---------------------+-----+
 *   | id, blank, secret   | NUL |    request payload
 *   +---------------------+-----+
 * </pre>
 *
 * <p>The answer consists of the error alone: 0 for a token in {@code priv/token.cfg}, ENOENT for
 * any other, EINVAL if the payload is not a single line with a NUL behind it. Read-only connections
 * may ask. The payload is never logged.
 */
final class VerifyToken extends SettledOperation {

  /** The message id. */
  static final int ID = 12;

  VerifyToken(Cluster cluster) {
    super(cluster);
  }

  @Override
  public void handle(Request request) {
    Optional<byte[]> token = token(request);
    if (token.isEmpty()) {
      request.fail(Errno.EINVAL);
    } else if (cluster().isSettled()) {
      answer(request, token.get());
    } else {
      whenSettled(request, () -> answer(request, token.get()));
    }
  }

  private void answer(Request request, byte[] token) {
    if (cluster().isToken(token)) {
      request.reply();
    } else {
      request.fail(Errno.ENOENT);
    }
  }

  private static Optional<byte[]> token(Request request) {
    byte[] payload = request.array();
    int length = request.length() - 1;
    if (length <= 0 || payload[length] != 0) {
      return Optional.empty();
    }
    for (int i = 0; i < length; i++) {
      if (payload[i] == 0 || payload[i] == '\n') {
        return Optional.empty();
      }
    }
    return Optional.of(Arrays.copyOf(payload, length));
  }
}
