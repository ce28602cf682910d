package dev.pmxcfs.operations.config;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.api.Cluster;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.Request;

/**
 * GET_CONFIG: the contents of a configuration file (operations, section 4.6).
 *
 * <pre>
 *   +-----------------+-----+
 *   | path            | NUL |    request payload
 *   +-----------------+-----+
 * </pre>
 *
 * <p>The path ends at its first NUL. The last byte always counts as NUL, so a client that forgets
 * it loses a character. Fails with EINVAL without a payload; with EPERM for a private path on a
 * read-only connection, whether or not it exists; with ENOENT if there is no such file; and with
 * EFBIG if the client's buffer cannot hold it, which the C server sends all the same (defect D12).
 */
final class GetConfig extends SettledOperation {

  /** The message id. */
  static final int ID = 6;

  GetConfig(Cluster cluster) {
    super(cluster);
  }

  @Override
  public void handle(Request request) {
    if (request.length() <= 0) {
      request.fail(Errno.EINVAL);
      return;
    }
    ByteString path = ByteString.copyUntilNul(request.array(), 0, request.length() - 1);
    if (request.connection().isReadOnly() && cluster().isPrivate(path)) {
      request.fail(Errno.EPERM);
      return;
    }
    if (cluster().isSettled()) {
      answer(request, path);
    } else {
      whenSettled(request, () -> answer(request, path));
    }
  }

  private void answer(Request request, ByteString path) {
    cluster()
        .config(path)
        .ifPresentOrElse(request::replyIfItFits, () -> request.fail(Errno.ENOENT));
  }
}
