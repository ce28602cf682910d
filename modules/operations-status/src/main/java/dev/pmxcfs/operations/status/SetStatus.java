package dev.pmxcfs.operations.status;

import dev.pmxcfs.api.Cluster;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import io.vertx.core.Future;

/**
 * SET_STATUS: publishes a value of the local node (operations, section 4.4).
 *
 * <p>Fails with EPERM on a read-only connection, whatever it sends; with EINVAL where the payload
 * is shorter than a key; with EFBIG for a value that is too long for any key; and with ENOMEM for
 * one that its key does not allow. What a key means is the state's to know. A failing RRD file is
 * no failure.
 */
final class SetStatus extends OperationVerticle {

  /** The message id. */
  static final int ID = 4;

  private final Cluster cluster;

  SetStatus(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void handle(Request request) {
    if (request.connection().isReadOnly()) {
      request.fail(Errno.EPERM);
    } else if (request.length() < StatusDescriptor.SET_MIN_LENGTH) {
      request.fail(Errno.EINVAL);
    } else {
      publish(request);
    }
  }

  private Future<Void> publish(Request request) {
    return switch (cluster.publish(
        StatusDescriptor.key(request), StatusDescriptor.value(request))) {
      case ACCEPTED -> request.reply();
      case TOO_LONG -> request.fail(Errno.EFBIG);
      case UNFIT -> request.fail(Errno.ENOMEM);
    };
  }
}
