import dev.qbipc.linux.Errno;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

public final class Asker {

  public static void main(String[] arguments) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    QbClient.connect(vertx, new QbClientOptions().setService("greeter"))
        .compose(
            client ->
                client
                    .request(1, Buffer.buffer("world"), Duration.ofSeconds(5))
                    .onSuccess(Asker::print)
                    .compose(first -> client.request(2, Buffer.buffer()))
                    .onSuccess(Asker::print)
                    .eventually(client::disconnect))
        .onFailure(Throwable::printStackTrace)
        .eventually(vertx::close);
  }

  private static void print(QbMessage answer) {
    System.out.println(answer.error() == 0 ? answer.payload() : Errno.text(answer.error()));
  }
}
