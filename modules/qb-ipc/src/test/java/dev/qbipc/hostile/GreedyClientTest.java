package dev.qbipc.hostile;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static dev.qbipc.conformance.ConformanceService.EVENTS;
import static dev.qbipc.conformance.ConformanceService.NO_REPLY;
import static dev.qbipc.conformance.ConformanceService.STATS;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.conformance.ServerConformance;
import dev.qbipc.conformance.SharedMemory;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.ConnectionLimits;
import dev.qbipc.wire.MessageDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** Conformance list H: clients that take what they can and give nothing back. */
public class GreedyClientTest extends OneServerTest {

  private static final int GREEDY = 8;
  private static final int PAYLOAD = 3000;
  private static final int MAX_ACCEPTED = 100;
  private static final long STANDSTILL_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long FLOOD_MILLIS = 1500;

  /** Sends requests until the server takes no more for a while. Returns how many it took. */
  private static int sendUntilStandstill(RawClient client, int id, byte[] payload) {
    byte[] message = RawClient.requestOf(id, payload);
    int sent = 0;
    long last = System.nanoTime();
    while (System.nanoTime() - last < STANDSTILL_NANOS) {
      if (client.request().hasRoomFor(message.length)) {
        client.request().write(message);
        client.trySendBytes((byte) 0);
        last = System.nanoTime();
        sent++;
      }
    }
    return sent;
  }

  @Test
  public void item89_unreadResponsesStopTheRequestsOfTheirClientOnly() {
    List<RawClient> greedy = new ArrayList<>();
    try {
      byte[] payload = new byte[PAYLOAD];
      int sent = 0;
      for (int i = 0; i < GREEDY; i++) {
        var client = server.intruder();
        greedy.add(client);
        sent = sendUntilStandstill(client, ECHO, payload);
        assertTrue("requests taken: " + sent, sent <= MAX_ACCEPTED);
        server.honest().assertServed();
      }
      // Who reads after all has everything.
      var last = greedy.get(GREEDY - 1);
      for (int i = 0; i < sent; i++) {
        assertEquals(PAYLOAD, last.receive().payload().length);
      }
    } finally {
      greedy.forEach(RawClient::close);
    }
    SharedMemory.assertNothingLeftBut(1, server.pid());
    server.assertUnharmed();
  }

  @Test
  public void item90_unreadEventsAreRefusedAndNotKept() {
    try (RawClient greedy = server.intruder()) {
      greedy.send(EVENTS, LibqbMessage.ints(1_000_000, PAYLOAD));
      assertEquals(0, greedy.receive().error());
      Eventually.assertBecomes("refused with EAGAIN", true, () -> stats(greedy).longAt(3) > 0);
      long events = stats(greedy).longAt(2);
      assertTrue("events in the ring: " + events, events <= 5);
      server.assertUnharmed();
      assertEquals("events in the ring", events, stats(greedy).longAt(2));
    }
    SharedMemory.assertNothingLeftBut(1, server.pid());
  }

  private static LibqbMessage stats(RawClient client) {
    client.send(STATS, LibqbMessage.ints(0));
    return client.receive();
  }

  /** Half of them with the largest messages, half with the smallest. */
  @Test
  public void item91_floodsOfRequestsDelayOthersWithinBounds() throws InterruptedException {
    int largest = ServerUnderAttack.MESSAGE_SIZE - MessageDescriptor.REQUEST_HEADER_SIZE;
    List<RawClient> greedy = new ArrayList<>();
    List<Repeating> floods = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        var client = server.intruder();
        byte[] message = RawClient.requestOf(NO_REPLY, new byte[i % 2 == 0 ? largest : 0]);
        greedy.add(client);
        floods.add(new Repeating(() -> flood(client, message)));
      }
      var honest = new HonestClient(server.service());
      honest.start();
      Thread.sleep(FLOOD_MILLIS);
      honest.assertServed();
      honest.assertWaitedAtMost(PATIENCE_OF_THE_HONEST);
      honest.close();
    } finally {
      floods.forEach(Repeating::close);
      greedy.forEach(RawClient::close);
    }
    server.assertUnharmed();
  }

  /** It lets those go first that had requests lately, but waits for none that comes. */
  @Test
  public void item91_requestsAreAnsweredThoughOthersHaveBecomeSilent() {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clients.add(server.intruder());
    }
    for (int i = 0; i < 1000; i++) {
      for (var client : clients) {
        assertEcho(client, i);
      }
    }
    for (int i = 0; i < 5000; i++) {
      assertEcho(clients.get(0), i);
    }
    clients.forEach(RawClient::close);
    server.assertUnharmed();
  }

  private static void assertEcho(RawClient client, int number) {
    byte[] payload = {(byte) number, (byte) (number >> 8)};
    client.send(ECHO, payload);
    assertArrayEquals("echo " + number, payload, client.receive().payload());
  }

  private static void flood(RawClient client, byte[] message) {
    if (client.request().hasRoomFor(message.length)) {
      client.request().write(message);
      client.trySendBytes((byte) 0);
    }
  }

  @Test
  public void item93_tooManyConnectionsAreRefusedAndHarmNobody() {
    int most = 8;
    try (var small =
        ServerUnderAttack.start(
            ServerUnderAttack.options()
                .setConnectionLimits(new ConnectionLimits().setMaxConnections(most)))) {
      List<RawClient> greedy = new ArrayList<>();
      // The honest client has a place.
      for (int i = 1; i < most; i++) {
        greedy.add(small.intruder());
      }
      for (int i = 0; i < 200; i++) {
        ServerConformance.assertErrno(Errno.EAGAIN, small::intruder);
      }
      small.honest().assertServed();
      greedy.forEach(RawClient::close);
      SharedMemory.assertNothingLeftBut(1, small.pid());
      small.assertUnharmed();
    }
  }

  /** The heap has no room for the request, and the reader does not end for that. */
  @Test
  public void item91_requestThatTheHeapCannotHoldEndsItsConnectionOnly() {
    int size = 16 << 20;
    var options = ServerUnderAttack.options();
    try (var small = ServerUnderAttack.start(List.of("-Xmx20m"), options)) {
      small.expectFailures();
      try (RawClient greedy = RawClient.open(small.service(), size)) {
        byte[] payload = new byte[size - MessageDescriptor.REQUEST_HEADER_SIZE];
        for (int i = 0; i < 3; i++) {
          flood(greedy, RawClient.requestOf(ECHO, payload));
        }
        greedy.awaitEnd();
      }
      small.assertUnharmed();
    }
  }
}
