package dev.pmxcfs.server.admin;

import dev.qbipc.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import java.nio.charset.StandardCharsets;

/** Answers the requests of one operation of the admin service. */
final class AdminVerticle extends OperationVerticle {

  private final AdminOperation.Handler handler;

  AdminVerticle(AdminOperation operation) {
    this.handler = operation.handler();
  }

  @Override
  protected void handle(Request request) {
    AdminSession session = (AdminSession) request.connection().attachment();
    try {
      request.reply(handler.answer(session, request.payload()));
    } catch (RefusedException e) {
      refuse(request, e.errno(), e.getMessage());
    } catch (IllegalArgumentException e) {
      refuse(request, Errno.EINVAL, "request " + request.id() + ": " + e.getMessage());
    }
  }

  private static void refuse(Request request, int errno, String message) {
    request.respond(request.id(), -errno, message.getBytes(StandardCharsets.UTF_8));
    request.done();
  }
}
