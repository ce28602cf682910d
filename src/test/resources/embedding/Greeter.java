import dev.qbipc.linux.Errno;
import dev.qbipc.server.Admission;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;

public final class Greeter {

  public static void main(String[] arguments) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    QbServer server = QbServer.create(vertx, new QbServerOptions().setService("greeter"));
    server.acceptPolicy(
        peer -> peer.uid() == 0 ? Admission.readWrite() : Admission.refuse(Errno.EPERM));
    server
        .operation(1, request -> request.reply(Buffer.buffer("hello, " + request.payload())))
        .compose(deployed -> server.operation(2, request -> request.fail(Errno.ENOENT)))
        .compose(deployed -> server.listen())
        .onSuccess(listening -> System.out.println("listening"))
        .onFailure(Throwable::printStackTrace);
  }
}
