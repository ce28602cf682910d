package dev.qbipc.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** A client, and the server's end of its connection in a test's hands. */
record RawSession(RawServer server, RawConnection peer, RawRings rings, QbClient client)
    implements AutoCloseable {

  static RawSession open(Vertx vertx, String service) {
    return open(vertx, new QbClientOptions().setService(service));
  }

  static RawSession open(Vertx vertx, QbClientOptions options) {
    String service = options.getService();
    var server = RawServer.listen(service);
    Future<QbClient> connecting = QbClient.connect(vertx, options);
    var peer = server.accept();
    peer.readSetupRequest();
    var rings = RawRings.inDirectory(service);
    peer.send(rings.grant());
    return new RawSession(server, peer, rings, Outcome.value(connecting));
  }

  @Override
  public void close() {
    Outcome.value(client.disconnect());
    peer.close();
    server.close();
    rings.close();
  }
}
