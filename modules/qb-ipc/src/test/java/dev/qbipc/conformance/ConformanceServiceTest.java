package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.BIG;
import static dev.qbipc.conformance.ConformanceService.CREATED_EVENT;
import static dev.qbipc.conformance.ConformanceService.DISCONNECT_ME;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static dev.qbipc.conformance.ConformanceService.EVENT;
import static dev.qbipc.conformance.ConformanceService.EVENTS;
import static dev.qbipc.conformance.ConformanceService.FAIL;
import static dev.qbipc.conformance.ConformanceService.NO_REPLY;
import static dev.qbipc.conformance.ConformanceService.RATE;
import static dev.qbipc.conformance.ConformanceService.SERVICE_STATS;
import static dev.qbipc.conformance.ConformanceService.SLEEP;
import static dev.qbipc.conformance.ConformanceService.STATS;
import static dev.qbipc.conformance.ConformanceService.TWO_REPLIES;
import static dev.qbipc.conformance.ConformanceService.WHOAMI;
import static dev.qbipc.libqb.LibqbMessage.ints;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;

/**
 * The service that the conformance tests talk to: that both servers offer the same one, so that a
 * difference found by the tests is a difference of the servers.
 */
public class ConformanceServiceTest extends ServerConformance {

  private static final int TIMEOUT_MILLIS = (int) Patience.LIMIT.toMillis();
  private static final int UNKNOWN = 99;

  @Test
  public void echoReturnsThePayload() {
    var client = connect(start());
    byte[] payload = {1, 2, 3, 4, 5};
    LibqbMessage response = client.call(ECHO, payload);
    assertEquals(ECHO, response.id());
    assertEquals(24 + payload.length, response.size());
    assertArrayEquals(payload, response.payload());
  }

  @Test
  public void noReplyIsAnsweredByNothing() {
    var client = connect(start());
    client.send(NO_REPLY);
    assertEquals(2, client.call(ECHO, 2).intAt(0));
  }

  @Test
  public void twoRepliesAreAsManyAsAsked() {
    var client = connect(start());
    client.send(TWO_REPLIES, ints(16));
    for (int i = 0; i < 16; i++) {
      LibqbMessage response = client.receive(TIMEOUT_MILLIS);
      assertEquals(TWO_REPLIES, response.id());
      assertEquals(i, response.intAt(0));
    }
    assertErrno(Errno.ETIMEDOUT, () -> client.receive(0));
  }

  @Test
  public void eventsComeAfterTheResponseMoreThanTheRingHolds() {
    var client = connect(start());
    assertEquals(EVENTS, client.call(EVENTS, 2000, 200).id());
    for (int i = 0; i < 2000; i++) {
      LibqbMessage event = client.receiveEvent(TIMEOUT_MILLIS);
      assertEquals(EVENT, event.id());
      assertEquals(i, event.intAt(0));
      assertEquals(200, event.payload().length);
    }
    assertErrno(Errno.EAGAIN, () -> client.receiveEvent(0));
  }

  @Test
  public void failAnswersWithTheErrno() {
    LibqbMessage response = connect(start()).call(FAIL, Errno.ENOENT);
    assertEquals(FAIL, response.id());
    assertEquals(-Errno.ENOENT, response.error());
    assertEquals(0, response.payload().length);
  }

  @Test
  public void disconnectMeEndsTheConnection() {
    var server = start();
    var client = connect(server);
    // Our server may have disconnected before libqb has sent the notification byte: ENOTCONN then.
    client.trySend(DISCONNECT_ME);
    for (String callback : List.of("accept", "created", "closed", "destroyed")) {
      server.callbacks().await(callback);
    }
    assertEquals(-Errno.ENOTCONN, client.trySend(ECHO));
  }

  @Test
  public void rateIsAppliedAfterItsResponse() {
    var server = start();
    var client = connect(server);
    assertEquals(RATE, client.call(RATE, 3).id());
    Eventually.assertBecomes("send", (long) -Errno.EAGAIN, () -> client.trySend(NO_REPLY));
    server.rateLimit(1);
    assertEquals(5, client.call(ECHO, 5).intAt(0));
  }

  @Test
  public void sleepAnswersNotBeforeItsTime() {
    var client = connect(start());
    long start = System.nanoTime();
    assertEquals(SLEEP, client.call(SLEEP, 100).id());
    assertTrue(System.nanoTime() - start >= 100_000_000);
  }

  @Test
  public void bigFillsItsResponse() {
    var client = connect(start());
    byte[] payload = client.call(BIG, 12_000).payload();
    assertEquals(12_000, payload.length);
    for (int i = 0; i < payload.length; i++) {
      assertEquals((byte) (i * 31), payload[i]);
    }
  }

  /** A ring for 12328 bytes has 16384, of which a chunk leaves 12; the header takes 24 more. */
  @Test
  public void bigThatNeverFitsFails() {
    var client = connect(start());
    assertEquals(16_384 - 12 - 24, client.call(BIG, 16_384 - 12 - 24).payload().length);
    LibqbMessage response = client.call(BIG, 16_384 - 12 - 23);
    assertEquals(BIG, response.id());
    assertEquals(-Errno.EMSGSIZE, response.error());
  }

  @Test
  public void statsCountRequestsAndResponses() {
    var client = connect(start());
    client.send(NO_REPLY);
    client.call(TWO_REPLIES, 1);
    LibqbMessage stats = client.call(STATS, 1);
    assertEquals("requests", 3, stats.longAt(0));
    assertEquals("responses", 1, stats.longAt(1));
    assertEquals("events", 0, stats.longAt(2));
    assertEquals("pid", ProcessHandle.current().pid(), stats.longAt(8));
    stats = client.call(STATS, 0);
    assertEquals("requests since they were cleared", 1, stats.longAt(0));
    assertEquals("responses since they were cleared", 1, stats.longAt(1));
  }

  @Test
  public void serviceStatsCountConnections() {
    var server = start();
    var client = connect(server);
    connect(server).close();
    server.callbacks().await("closed");
    server.callbacks().await("destroyed");
    LibqbMessage stats = client.call(SERVICE_STATS);
    assertEquals("active", 1, stats.intAt(0));
    assertEquals("closed", 1, stats.intAt(1));
    assertEquals(1, server.stats().activeConnections());
    assertEquals(1, server.stats().closedConnections());
  }

  @Test
  public void whoamiNamesTheClient() {
    var owner = SharedMemory.Ownership.of(Path.of("/proc/self"));
    LibqbMessage ids = connect(start()).call(WHOAMI);
    assertEquals(ProcessHandle.current().pid(), ids.intAt(0));
    assertEquals(owner.uid(), ids.intAt(1));
    assertEquals(owner.gid(), ids.intAt(2));
  }

  @Test
  public void unknownIdFailsWithEnosys() {
    LibqbMessage response = connect(start()).call(UNKNOWN, 1, 2, 3);
    assertEquals(UNKNOWN, response.id());
    assertEquals(-Errno.ENOSYS, response.error());
  }

  @Test
  public void eventOnCreatedReachesTheClient() {
    var client = connect(start(new ServiceOptions().eventOnCreated()));
    assertEquals(CREATED_EVENT, client.receiveEvent(TIMEOUT_MILLIS).id());
  }

  @Test
  public void closedIsCalledAgainUntilItIsContent() {
    var server = start(new ServiceOptions().closedNotYet(2));
    connect(server).close();
    server.callbacks().await("destroyed");
    assertEquals(
        List.of("accept", "created", "closed", "closed", "closed", "destroyed"),
        server.callbacks().all().stream().filter(line -> !line.startsWith("ready")).toList());
  }

  @Test
  public void resendKeepsRepliesThatFoundTheRingFull() {
    var client = connect(start(new ServiceOptions().resend()));
    // More than the response ring holds, fewer than our server has under way at once.
    int requests = 50;
    for (int i = 0; i < requests; i++) {
      byte[] payload = Arrays.copyOf(ints(i), 500);
      Eventually.assertBecomes("sent", 516L, () -> client.trySend(ECHO, payload));
    }
    for (int i = 0; i < requests; i++) {
      assertEquals(i, client.receive(TIMEOUT_MILLIS).intAt(0));
    }
  }

  @Test
  public void serverInAProcessOfItsOwnObeysItsInput() {
    var server = startProcess(List.of(), new ServiceOptions());
    var client = connect(server);
    assertEquals(7, client.call(ECHO, 7).intAt(0));
    server.rateLimit(3);
    assertEquals(-Errno.EAGAIN, client.trySend(NO_REPLY));
    server.rateLimit(0);
    assertEquals(8, client.call(ECHO, 8).intAt(0));
    assertEquals(1, server.stats().activeConnections());
    server.close();
    assertEquals(0, server.process().exitCode());
    SharedMemory.assertNothingLeft(server.pid());
  }
}
