package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.ipc.modules.ModuleRefusedException;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one operation of the admin service. */
final class AdminVerticle extends OperationVerticle {

  private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);

  private final AdminOperation operation;

  AdminVerticle(AdminOperation operation) {
    this.operation = operation;
  }

  @Override
  public void handle(Request request) {
    AdminSession session = (AdminSession) request.connection().attachment();
    Buffer payload = request.payload();
    if (session.state().isSettled()) {
      answer(session, request, payload);
      return;
    }
    Future.fromCompletionStage(session.state().settle(), context)
        .onSuccess(settled -> answer(session, request, payload))
        .onFailure(cause -> fail(request, cause));
  }

  private void answer(AdminSession session, Request request, Buffer payload) {
    try {
      boolean part = operation == AdminOperation.PART;
      here(operation.handler().answer(session, part ? payload : session.whole(payload)))
          .onSuccess(request::reply)
          .onFailure(cause -> fail(request, cause));
    } catch (RefusedException e) {
      refuse(request, e.errno(), e.getMessage());
    } catch (IllegalArgumentException e) {
      refuse(request, Errno.EINVAL, "request " + request.id() + ": " + e.getMessage());
    }
  }

  /** What another thread completes goes on in this one. */
  private Future<Buffer> here(Future<Buffer> answer) {
    return answer.isComplete()
        ? answer
        : Future.fromCompletionStage(answer.toCompletionStage(), context);
  }

  private static void fail(Request request, Throwable cause) {
    if (cause instanceof RefusedException refused) {
      refuse(request, refused.errno(), refused.getMessage());
    } else if (cause instanceof ModuleRefusedException) {
      refuse(request, Errno.EINVAL, cause.getMessage());
    } else {
      LOG.error("admin request {} failed", request.id(), cause);
      refuse(request, Errno.EIO, cause.toString());
    }
  }

  private static void refuse(Request request, int errno, String message) {
    request.respond(request.id(), -errno, message.getBytes(StandardCharsets.UTF_8));
    request.done();
  }
}
