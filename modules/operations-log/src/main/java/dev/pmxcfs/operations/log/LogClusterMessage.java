package dev.pmxcfs.operations.log;

import dev.pmxcfs.api.Cluster;
import dev.pmxcfs.operations.log.LogClusterMessageDescriptor.Message;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import java.util.Optional;

/**
 * LOG_CLUSTER_MSG: adds a message to the cluster log (operations, section 4.7).
 *
 * <p>Fails with EPERM on a read-only connection, whatever it sends, and with EINVAL if the payload
 * is not laid out as described in {@link LogClusterMessageDescriptor}. A message with a priority
 * that syslog does not know succeeds but is not logged.
 */
final class LogClusterMessage extends OperationVerticle {

  /** The message id. */
  static final int ID = 7;

  private final Cluster cluster;

  LogClusterMessage(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void handle(Request request) {
    if (request.connection().isReadOnly()) {
      request.fail(Errno.EPERM);
      return;
    }
    Optional<Message> decoded = LogClusterMessageDescriptor.decode(request);
    if (decoded.isEmpty()) {
      request.fail(Errno.EINVAL);
      return;
    }
    Message message = decoded.get();
    int pid = request.connection().peer().pid();
    cluster.log(message.priority(), message.ident(), message.tag(), pid, message.text());
    request.reply();
  }
}
