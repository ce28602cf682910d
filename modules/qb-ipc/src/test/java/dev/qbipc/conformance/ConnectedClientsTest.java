package dev.qbipc.conformance;

import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.server.RateLimit;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/**
 * A client that has its answer is one of the server's connections: nothing that concerns "all
 * clients" may pass it by. In libqb one thread does both.
 */
public class ConnectedClientsTest {

  @Test
  public void clientThatHasItsAnswerIsAmongTheConnections() {
    try (var server = InProcessServer.start(new ServiceOptions())) {
      List<LibqbClient> clients = new ArrayList<>();
      try {
        for (int count = 1; count <= 200; count++) {
          clients.add(LibqbClient.connect(server.service()));
          assertEquals(count, server.server().connections().size());
          assertEquals(count, server.stats().activeConnections());
        }
      } finally {
        clients.forEach(LibqbClient::close);
      }
    }
  }

  @Test
  public void flowControlReachesAClientThatHasJustConnected() {
    try (var server = InProcessServer.start(new ServiceOptions())) {
      for (int i = 0; i < 100; i++) {
        try (var client = RawClient.open(server.service(), 12328)) {
          InProcessServer.await(server.server().requestRateLimit(RateLimit.OFF));
          assertEquals(1, client.request().headerInt(RingHeaderDescriptor.FLOW_CONTROL_OFFSET));
        }
      }
    }
  }
}
