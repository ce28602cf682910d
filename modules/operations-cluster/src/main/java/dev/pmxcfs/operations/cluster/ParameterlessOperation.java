package dev.pmxcfs.operations.cluster;

import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;

/**
 * An operation whose request has no payload and whose answer lies ready.
 *
 * <p>A request with a payload, or with a size field below its header's size, fails with EINVAL; an
 * answer that the client's buffer cannot hold, with EFBIG (defect D12 of the C server, which sends
 * it all the same).
 */
abstract class ParameterlessOperation extends OperationVerticle {

  /** The payload of the response, not to be changed. */
  abstract byte[] answer();

  @Override
  protected final void handle(Request request) {
    if (request.length() != 0) {
      request.fail(Errno.EINVAL);
    } else {
      request.replyIfItFits(answer());
    }
  }
}
