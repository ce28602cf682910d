package dev.pmxcfs.operations.cluster;

import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;

/**
 * An operation whose request has no payload, and whose answer has been prepared.
 *
 * <p>Fails with EINVAL for a request with a payload, or with a size field below its header's size;
 * and with EFBIG if the client's buffer cannot hold the answer, which the C server sends all the
 * same (defect D12).
 */
abstract class ParameterlessOperation extends OperationVerticle {

  /** The payload of the response, not to be changed. */
  abstract byte[] answer();

  @Override
  public final void handle(Request request) {
    if (request.length() != 0) {
      request.fail(Errno.EINVAL);
    } else {
      request.replyIfItFits(answer());
    }
  }
}
