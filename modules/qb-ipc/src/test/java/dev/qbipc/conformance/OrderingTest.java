package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.BIG;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static dev.qbipc.conformance.ConformanceService.FAIL;
import static dev.qbipc.conformance.ConformanceService.NO_REPLY;
import static dev.qbipc.conformance.ConformanceService.SLEEP;
import static dev.qbipc.conformance.ConformanceService.TWO_REPLIES;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.MessageDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Test;

/** Conformance list F: the order of responses, and rings that are full. */
public class OrderingTest extends ServerConformance {

  private static final int PATIENCE_MILLIS = (int) OutputLines.PATIENCE.toMillis();
  private static final int ANY_OTHER_ID = 77;
  private static final int MESSAGE_SIZE = 12328;

  @Test
  public void item56_responsesKeepTheOrderOfTheirRequests() {
    var client = connect(start());
    client.send(SLEEP, LibqbMessage.ints(20));
    client.send(ECHO, LibqbMessage.ints(1));
    client.send(TWO_REPLIES, LibqbMessage.ints(2));
    client.send(FAIL, LibqbMessage.ints(Errno.EACCES));
    client.send(SLEEP, LibqbMessage.ints(1));
    client.send(ANY_OTHER_ID);
    client.send(ECHO, LibqbMessage.ints(2));
    var answers = Stream.generate(() -> client.receive(PATIENCE_MILLIS)).limit(8).toList();
    assertEquals(
        List.of(SLEEP, ECHO, TWO_REPLIES, TWO_REPLIES, FAIL, SLEEP, ANY_OTHER_ID, ECHO),
        answers.stream().map(LibqbMessage::id).toList());
    assertEquals(
        List.of(0, 0, 0, 0, -Errno.EACCES, 0, -Errno.ENOSYS, 0),
        answers.stream().map(LibqbMessage::error).toList());
    assertEquals(0, answers.get(2).intAt(0));
    assertEquals(1, answers.get(3).intAt(0));
    assertEquals(2, answers.get(7).intAt(0));
  }

  /** Half of the responses fit into the ring; the rest waits in the server or as requests. */
  @Test
  public void item58_fullResponseRingLosesNothingAndDelaysNobody() {
    var server = start(new ServiceOptions().resend());
    List<RawClient> reluctant = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      reluctant.add(closedAtEnd(RawClient.open(server.service(), MESSAGE_SIZE)));
    }
    int requests = 10;
    for (int request = 0; request < requests; request++) {
      for (RawClient client : reluctant) {
        client.sendWhenRoom(ECHO, payload(request, 3000));
      }
    }
    assertServes(server.service());
    // From here on the clients only read their rings: the server hears nothing of it.
    for (RawClient client : reluctant) {
      for (int request = 0; request < requests; request++) {
        assertArrayEquals(payload(request, 3000), client.receive().payload());
      }
    }
  }

  private static byte[] payload(int number, int length) {
    byte[] payload = new byte[length];
    Arrays.fill(payload, (byte) number);
    return payload;
  }

  @Test
  public void item59_responseThatNeverFitsIsReportedAndTheConnectionLives() {
    var client = connect(start());
    int ring = (int) ChunkDescriptor.dataSize(client.bufferSize(), pageSize());
    int most = ring - ChunkDescriptor.MARGIN - MessageDescriptor.RESPONSE_HEADER_SIZE;
    assertEquals(most, client.call(BIG, most).payload().length);
    for (int size : new int[] {most + 1, 10 * ring}) {
      LibqbMessage response = client.call(BIG, size);
      assertEquals(-Errno.EMSGSIZE, response.error());
      assertEquals(0, response.payload().length);
    }
    assertEquals(3, client.call(ECHO, 3).intAt(0));
  }

  private static int pageSize() {
    return Processes.pageSize();
  }

  @Test
  public void item60_requestMayHaveNoResponse() {
    var client = connect(start());
    for (int i = 0; i < 100; i++) {
      client.send(NO_REPLY);
      assertEquals(i, client.call(ECHO, i).intAt(0));
    }
  }

  @Test
  public void item60_requestMayHaveSeveralResponses() {
    var client = connect(start());
    for (int count = 0; count <= 16; count++) {
      client.send(TWO_REPLIES, LibqbMessage.ints(count));
      for (int i = 0; i < count; i++) {
        assertEquals(i, client.receive(PATIENCE_MILLIS).intAt(0));
      }
    }
    assertEquals(4, client.call(ECHO, 4).intAt(0));
  }

  @Test
  public void item61_lateResponseIsWhatTheNextCallSees() {
    var client = connect(start());
    byte[] sleep = LibqbMessage.ints(2000);
    assertErrno(Errno.ETIMEDOUT, () -> client.sendReceive(SLEEP, sleep, 10));
    assertEquals(SLEEP, client.call(ECHO, 5).id());
    LibqbMessage echo = client.receive(PATIENCE_MILLIS);
    assertEquals(ECHO, echo.id());
    assertEquals(5, echo.intAt(0));
  }

  /** The bound is for most calls: a busy machine may take the processor away from one of them. */
  @Test
  public void item62_floodOfOneClientDoesNotDelayAnother() {
    var server = start();
    try (var flood = Flood.start(server.service(), 2)) {
      var client = connect(server);
      long[] nanos = new long[50];
      for (int i = 0; i < nanos.length; i++) {
        long begin = System.nanoTime();
        assertEquals(i, client.call(ECHO, i).intAt(0));
        nanos[i] = System.nanoTime() - begin;
      }
      Arrays.sort(nanos);
      long most = TimeUnit.NANOSECONDS.toMillis(nanos[nanos.length * 9 / 10]);
      assertTrue("nine of ten calls within " + most + " ms", most < 1000);
      assertTrue("requests in the flood: " + flood.sent(), flood.sent() > nanos.length);
    }
  }
}
