package dev.pmxcfs.server;

import dev.qbipc.Errno;
import dev.qbipc.server.Admission;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;

/** The service that README.md shows; the lines between the two marks stand there word for word. */
final class EmbeddingExample {

  private EmbeddingExample() {}

  static Vertx vertx() {
    return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  }

  static Future<QbServer> start(Vertx vertx) {
    // README.md from here
    QbServer server = QbServer.create(vertx, new QbServerOptions().setService("greeter"));
    server.acceptPolicy(
        peer -> peer.uid() == 0 ? Admission.readWrite() : Admission.refuse(Errno.EPERM));
    return server
        .operation(1, request -> request.reply(Buffer.buffer("hello, " + request.payload())))
        .compose(deployed -> server.operation(2, request -> request.fail(Errno.ENOENT)))
        .compose(deployed -> server.listen());
    // README.md to here
  }
}
