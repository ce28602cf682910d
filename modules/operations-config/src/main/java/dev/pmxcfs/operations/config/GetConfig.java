package dev.pmxcfs.operations.config;

import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.tree.ByteString;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;

/**
 * GET_CONFIG: a configuration file's contents (operations specification, section 4.6).
 *
 * <pre>
 *   +-----------------+-----+
 *   | path            | NUL |    request payload
 *   +-----------------+-----+
 * </pre>
 *
 * <p>The path ends at its first NUL. The last byte counts as one whatever it is, so a client that
 * forgets the NUL loses a character. Fails with EINVAL without a payload, with EPERM on a read-only
 * connection for private paths whether or not something is there, with ENOENT where no file is, and
 * with EFBIG when the client's buffer cannot hold the file (defect D12 of the C server, which sends
 * it all the same).
 */
final class GetConfig extends OperationVerticle {

  /** The message id. */
  static final int ID = 6;

  private final ClusterState state;

  GetConfig(ClusterState state) {
    this.state = state;
  }

  @Override
  protected void handle(Request request) {
    if (request.length() <= 0) {
      request.fail(Errno.EINVAL);
      return;
    }
    var path = ConfigPath.of(ByteString.copyUntilNul(request.array(), 0, request.length() - 1));
    if (request.connection().isReadOnly() && path.isPrivate()) {
      request.fail(Errno.EPERM);
      return;
    }
    state
        .tree()
        .file(path)
        .ifPresentOrElse(request::replyIfItFits, () -> request.fail(Errno.ENOENT));
  }
}
