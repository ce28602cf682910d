package dev.qbipc.conformance;

import static dev.qbipc.libqb.LibqbMessage.ints;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import dev.qbipc.wire.MessageDescriptor;
import org.junit.Test;

/** Conformance list D: how much a ring takes. */
public class RingCapacityTest extends ServerConformance {

  private static final int REQUEST_HEADER = MessageDescriptor.REQUEST_HEADER_SIZE;
  private static final int RESPONSE_HEADER = MessageDescriptor.RESPONSE_HEADER_SIZE;

  // In the payload of a STATS response, by index.
  private static final int EVENTS = 2;
  private static final int SEND_RETRIES = 3;

  /** The whole of a page's multiple: such a ring has no byte to spare. */
  private static final int TIGHTEST = 4 * 4096 - 13;

  @Test
  public void item39_eventRingOf4096WordsTakes511SmallEvents() {
    var server = start();
    var client = connect(server);
    RawRing event = closedAtEnd(ConnectionRings.of(server)).event();
    assertEquals(4096, event.words());
    client.call(ConformanceService.EVENTS, 513, 0);
    ConnectionRings.assertUnread("events in the ring", 511, event);

    LibqbMessage stats = client.call(ConformanceService.STATS, 0);
    assertEquals(511, stats.longAt(EVENTS));
    assertTrue("the 512th was refused", stats.longAt(SEND_RETRIES) >= 1);

    client.receiveEvent((int) Patience.LIMIT.toMillis());
    ConnectionRings.assertUnread("events after one was read and one more sent", 511, event);
    assertEquals(512, client.call(ConformanceService.STATS, 0).longAt(EVENTS));
    for (int i = 1; i < 513; i++) {
      assertEquals(
          ConformanceService.EVENT, client.receiveEvent((int) Patience.LIMIT.toMillis()).id());
    }
  }

  @Test
  public void item40_largestMessagesPassInAllRings() {
    var server = start();
    for (int size : new int[] {12328, TIGHTEST, 1 << 20}) {
      try (var client = LibqbClient.connect(server.service(), size)) {
        assertEquals(size, client.bufferSize());
        // More than a ring holds, so that each begins where the last one ended.
        for (int i = 0; i < 5; i++) {
          assertLargestRequest(client, size);
          assertLargestResponse(client, size);
          assertLargestEvent(client, size);
        }
        long tooLarge = client.trySend(ConformanceService.NO_REPLY, new byte[size]);
        assertEquals(-Errno.EMSGSIZE, tooLarge);
      }
    }
  }

  private static void assertLargestRequest(LibqbClient client, int size) {
    // SERVICE_STATS answers with two numbers whatever the request holds.
    byte[] payload = new byte[size - REQUEST_HEADER];
    assertEquals(1, client.callWhenThereIsRoom(ConformanceService.SERVICE_STATS, payload).intAt(0));
  }

  private static void assertLargestResponse(LibqbClient client, int size) {
    LibqbMessage response =
        client.callWhenThereIsRoom(ConformanceService.BIG, ints(size - RESPONSE_HEADER));
    assertEquals(0, response.error());
    assertEquals(size - RESPONSE_HEADER, response.payload().length);
    for (int i = 0; i < response.payload().length; i++) {
      assertEquals((byte) (i * 31), response.payload()[i]);
    }
  }

  private static void assertLargestEvent(LibqbClient client, int size) {
    client.callWhenThereIsRoom(ConformanceService.EVENTS, ints(1, size - RESPONSE_HEADER));
    assertEquals(
        size - RESPONSE_HEADER,
        client.receiveEvent((int) Patience.LIMIT.toMillis()).payload().length);
  }
}
