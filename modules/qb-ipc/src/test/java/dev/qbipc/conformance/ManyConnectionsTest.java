package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.onThread;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static dev.qbipc.conformance.ConformanceService.EVENTS;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.OutputLines;
import io.vertx.ext.unit.TestContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.Test;

/** More connections than one futex_waitv call can watch (128 words). */
public class ManyConnectionsTest extends ServerConformance {

  private static final int CONNECTIONS = 300;
  private static final int THREADS = 6;
  private static final int MESSAGE_SIZE = 12328;
  private static final int PATIENCE_MILLIS = (int) OutputLines.PATIENCE.toMillis();

  private List<LibqbClient> connectMany(ServerUnderTest server) {
    List<LibqbClient> clients = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(connect(server));
      server.callbacks().await("created");
    }
    return clients;
  }

  @Test
  public void item62_eachConnectionIsAnsweredAfterItWasIdle() {
    List<LibqbClient> clients = connectMany(start());
    for (int round = 0; round < 3; round++) {
      for (LibqbClient client : clients) {
        assertEquals(round, client.call(ECHO, round).intAt(0));
      }
    }
  }

  @Test
  public void item62_connectionsAreAnsweredInAnyOrderAndSeveralAtOnce(TestContext test) {
    List<LibqbClient> clients = connectMany(start());
    int share = CONNECTIONS / THREADS;
    for (int thread = 0; thread < THREADS; thread++) {
      var own = new ArrayList<>(clients.subList(thread * share, (thread + 1) * share));
      int seed = thread;
      onThread(test, () -> callInAnyOrder(own, seed));
    }
  }

  private static void callInAnyOrder(List<LibqbClient> clients, int seed) {
    var random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      Collections.shuffle(clients, random);
      for (LibqbClient client : clients) {
        assertEquals(round, client.call(ECHO, round).intAt(0));
      }
    }
  }

  @Test
  public void item54_requestsThatSlippedInAreAnsweredOnEachConnection() {
    var server = start();
    List<LibqbClient> clients = connectMany(server);
    for (int round = 0; round < 3; round++) {
      server.rateLimit(RateLimits.OFF_2);
      for (LibqbClient client : clients) {
        client.send(ECHO, LibqbMessage.ints(round));
      }
      server.rateLimit(RateLimits.NORMAL);
      for (LibqbClient client : clients) {
        assertEquals(round, client.receive(PATIENCE_MILLIS).intAt(0));
      }
    }
  }

  /** As many as wait in the server alone, and some more that wait as requests. */
  @Test
  public void item58_fullResponseRingsOfAllConnectionsAreDrainedWithoutSocketTraffic() {
    for (int requests : new int[] {6, 8}) {
      fillAndDrain(start(new ServiceOptions().resend()), requests);
    }
  }

  private void fillAndDrain(ServerUnderTest server, int requests) {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(closedAtEnd(RawClient.open(server.service(), MESSAGE_SIZE)));
    }
    byte[] payload = new byte[3000];
    for (int request = 0; request < requests; request++) {
      for (RawClient client : clients) {
        client.sendWhenRoom(ECHO, payload);
      }
    }
    assertServes(server.service());
    for (RawClient client : clients) {
      for (int request = 0; request < requests; request++) {
        assertArrayEquals(payload, client.receive().payload());
      }
    }
    server.close();
  }

  /** More notification bytes than the sockets take: the rest waits in the server. */
  @Test
  public void item48_unreadEventsOfIdleConnectionsReachThemLater() {
    var server = start();
    List<LibqbClient> clients = connectMany(server);
    int events = 400;
    for (LibqbClient client : clients) {
      client.call(EVENTS, events, 4);
    }
    for (LibqbClient client : clients) {
      for (int i = 0; i < events; i++) {
        assertEquals(i, client.receiveEvent(PATIENCE_MILLIS).intAt(0));
      }
    }
  }
}
