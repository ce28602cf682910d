package dev.qbipc.client;

import static dev.qbipc.AsyncAssertions.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.TestContext;

/** A client, and the server's end of its connection in a test's hands. */
record RawSession(
    TestContext test, RawServer server, RawConnection peer, RawRings rings, QbClient client)
    implements AutoCloseable {

  static RawSession open(TestContext test, Vertx vertx, String service) {
    return open(test, vertx, new QbClientOptions().setService(service));
  }

  static RawSession open(TestContext test, Vertx vertx, QbClientOptions options) {
    String service = options.getService();
    var server = RawServer.listen(service);
    Future<QbClient> connecting = QbClient.connect(vertx, options);
    var peer = server.accept();
    peer.readSetupRequest();
    var rings = RawRings.inDirectory(service);
    peer.send(rings.grant());
    return new RawSession(test, server, peer, rings, await(test, connecting));
  }

  @Override
  public void close() {
    await(test, client.disconnect());
    peer.close();
    server.close();
    rings.close();
  }
}
