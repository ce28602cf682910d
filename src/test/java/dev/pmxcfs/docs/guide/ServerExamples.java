package dev.pmxcfs.docs.guide;

import dev.qbipc.linux.Errno;
import dev.qbipc.server.Admission;
import dev.qbipc.server.ConnectionLimits;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.RateLimit;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.server.micrometer.QbServerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** The code of the guide's chapter on servers. */
final class ServerExamples {

  private static final int ADMINISTRATORS = 4;

  private ServerExamples() {}

  static Vertx vertx() {
    return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  }

  static Future<QbServer> listen(Vertx vertx, String service) {
    QbServer server = QbServer.create(vertx, new QbServerOptions().setService(service));
    return server
        .operation(1, request -> request.reply(Buffer.buffer("hello, " + request.payload())))
        .compose(deployed -> server.listen());
  }

  static void admit(QbServer server) {
    server.acceptPolicy(
        peer -> {
          if (peer.uid() == 0) {
            return Admission.readWrite();
          }
          if (peer.gid() == ADMINISTRATORS) {
            return Admission.readOnly();
          }
          return Admission.refuse(Errno.EACCES);
        });
  }

  static QbServerOptions options(String service) {
    return new QbServerOptions()
        .setService(service)
        .setMaxMessageSize(1024 * 1024)
        .setConnectionLimits(new ConnectionLimits().setMaxConnections(100))
        .setReaderOptions(new ReaderOptions().setReaders(2));
  }

  /** A service that starts and ends with its verticle. */
  static final class GreetingVerticle extends VerticleBase {

    private final String service;

    GreetingVerticle(String service) {
      this.service = service;
    }

    @Override
    public Future<?> start() {
      QbServer server = QbServer.create(vertx, new QbServerOptions().setService(service));
      return server
          .operation(1, request -> request.reply(Buffer.buffer("hello")))
          .compose(deployed -> server.listen());
    }
  }

  static void measure(QbServer server, MeterRegistry registry) {
    new QbServerMetrics(server).bindTo(registry);
  }

  static Future<Void> shutdown(QbServer server) {
    return server.shutdown(Duration.ofSeconds(5));
  }

  static void end(QbServer server, Vertx vertx) {
    server.close().await();
    vertx.close().await();
  }

  static Future<Void> pause(QbServer server) {
    return server.requestRateLimit(RateLimit.OFF);
  }

  static Future<Void> resume(QbServer server) {
    return server.requestRateLimit(RateLimit.NORMAL);
  }
}
