package dev.qbipc.conformance;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import dev.qbipc.SeededRandom;
import dev.qbipc.libqb.CProgram;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.testing.Patience;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.MessageDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.util.BitSet;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

/** Conformance list D: what goes through the rings arrives, and the rings are left in order. */
public class ChunkTrafficTest extends ServerConformance {

  private static final int WORDS = 4096;
  private static final int MAX_PAYLOAD = 12328 - MessageDescriptor.REQUEST_HEADER_SIZE;

  /** How often {@code benchmark-client.c} tells how many requests it has sent. */
  private static final int FLOOD_REPORTS = 100_000;

  private static final int RATE_NORMAL = 1;
  private static final int RATE_OFF_FOR_VOLUNTEERS = 4;

  @Rule public final SeededRandom random = new SeededRandom();

  private void assertEchoed(LibqbClient client, int length) {
    byte[] payload = random.bytes(length);
    LibqbMessage response = client.callWhenThereIsRoom(ConformanceService.ECHO, payload);
    assertArrayEquals("length " + length, payload, response.payload());
  }

  @Test
  public void item38_everyPayloadLengthRoundTrips() {
    var client = connect(start());
    for (int length = 0; length <= MAX_PAYLOAD; length++) {
      assertEchoed(client, length);
    }
  }

  /**
   * Requests of 7 words and responses of 9 begin at every word of their rings in turn, for each of
   * the four lengths of padding.
   */
  @Test
  public void item38_everyPayloadLengthModuloFourWrapsAtEveryWord() {
    var server = start();
    var client = connect(server);
    var rings = closedAtEnd(ConnectionRings.of(server));
    RawRing request = rings.request();
    RawRing response = rings.response();
    assertEquals(WORDS, request.words());
    for (int length = 1; length <= 4; length++) {
      var requestsAt = new BitSet();
      var responsesAt = new BitSet();
      for (int i = 0; i < WORDS; i++) {
        requestsAt.set(request.headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET));
        responsesAt.set(response.headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET));
        assertEchoed(client, length);
      }
      assertEquals(WORDS, requestsAt.cardinality());
      assertEquals(WORDS, responsesAt.cardinality());
    }
  }

  @Test
  public void item38_randomLengthsWrapManyTimes() {
    var client = connect(start());
    for (int i = 0; i < 2000; i++) {
      assertEchoed(client, random.nextInt(MAX_PAYLOAD + 1));
    }
  }

  @Test
  public void item41_readChunksAreReclaimed() {
    var server = start();
    var client = closedAtEnd(RawClient.open(server.service(), 12328));
    RawRing ring = client.request();
    for (int i = 0; i < 50; i++) {
      int at = ring.headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET);
      byte[] payload = random.bytes(random.nextInt(MAX_PAYLOAD + 1));
      client.send(ConformanceService.ECHO, payload);
      assertArrayEquals(payload, client.receive().payload());

      int length = MessageDescriptor.REQUEST_HEADER_SIZE + payload.length;
      int next = (at + 2 + (length + 3) / 4) % WORDS;
      Eventually.assertBecomes(
          "read pointer after " + length + " bytes at " + at,
          next,
          () -> ring.headerInt(RingHeaderDescriptor.READ_POINTER_OFFSET));
      assertEquals(0, ring.word(at));
      assertEquals(ChunkDescriptor.MAGIC_RECLAIMED, ring.word(at + ChunkDescriptor.MAGIC_WORD));
      assertEquals(0, ring.semaphore());
    }
  }

  @Test
  public void item42_requestSemaphoreIsZeroAfterManyRequests() {
    // A million where it is the question, fewer where the answer is known.
    int count = implementation == Implementation.OURS ? 1_000_000 : 100_000;
    var server = start();
    var arguments = List.of("flood", server.service(), String.valueOf(count));
    var client = closedAtEnd(CProgram.start("benchmark-client", arguments));
    for (int sent = FLOOD_REPORTS; sent <= count; sent += FLOOD_REPORTS) {
      client.awaitLine("sent " + sent);
    }
    var request = closedAtEnd(ConnectionRings.of(server)).request();
    ConnectionRings.assertAllReclaimed(request);
    ConnectionRings.assertUnread("requests when all were read", 0, request);
  }

  @Test
  public void item42_requestSemaphoreCountsUnreadRequests() {
    var server = start();
    var client = connect(server);
    var request = closedAtEnd(ConnectionRings.of(server)).request();
    server.rateLimit(RATE_OFF_FOR_VOLUNTEERS);
    for (int unread = 1; unread <= 100; unread++) {
      client.send(ConformanceService.NO_REPLY);
      assertEquals(unread, request.semaphore());
    }
    server.rateLimit(RATE_NORMAL);
    ConnectionRings.assertUnread("requests when all were read", 0, request);
  }

  @Test
  public void item42_responseSemaphoreCountsUnreadResponses() {
    int repliesPerRequest = 16;
    int requests = 100_000 / repliesPerRequest;
    var server = start();
    var client = connect(server);
    var response = closedAtEnd(ConnectionRings.of(server)).response();
    for (int i = 0; i < requests; i++) {
      client.send(ConformanceService.TWO_REPLIES, LibqbMessage.ints(repliesPerRequest));
      for (int reply = 0; reply < repliesPerRequest; reply++) {
        assertEquals(reply, client.receive((int) Patience.LIMIT.toMillis()).intAt(0));
      }
    }
    assertEquals("responses when all were read", 0, response.semaphore());

    client.send(ConformanceService.TWO_REPLIES, LibqbMessage.ints(repliesPerRequest));
    ConnectionRings.assertUnread("unread responses", repliesPerRequest, response);
    client.receive(0);
    assertEquals("unread responses", repliesPerRequest - 1, response.semaphore());
  }
}
