package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.server.RateLimit;
import dev.qbipc.wire.RingHeaderDescriptor;
import io.vertx.ext.unit.TestContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Test;

/**
 * A client that has its answer is one of the server's connections: nothing that concerns "all
 * clients" may pass it by. In libqb one thread does both.
 */
public class ConnectedClientsTest extends OwnServerTest {

  private final List<LibqbClient> clients = new ArrayList<>();

  @After
  public void closeClients() {
    clients.forEach(LibqbClient::close);
  }

  @Test
  public void clientThatHasItsAnswerIsAmongTheConnections() {
    for (int count = 1; count <= 200; count++) {
      clients.add(connect());
      assertEquals(count, server.server().connections().size());
      assertEquals(count, server.stats().activeConnections());
    }
  }

  @Test
  public void flowControlReachesAClientThatHasJustConnected(TestContext test) {
    for (int i = 0; i < 100; i++) {
      try (var client = RawClient.open(server.service(), MESSAGE_SIZE)) {
        await(test, server.server().requestRateLimit(RateLimit.OFF));
        assertEquals(1, client.request().headerInt(RingHeaderDescriptor.FLOW_CONTROL_OFFSET));
      }
    }
  }
}
