package dev.qbipc.client;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.wire.RingHeaderDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What a client does with its rings and its socket, seen from the server's end. */
public class QbClientRingsTest {

  private static final int ID = 5;
  private static final Duration AT_ONCE = Duration.ZERO;

  private final String service = "client-rings-test-" + Processes.ownPid();
  private Vertx vertx;
  private RawSession session;
  private QbClient client;
  private RawConnection peer;
  private RawRings rings;

  @Before
  public void connect() {
    connect(new QbClientOptions().setService(service));
  }

  private void connect(QbClientOptions options) {
    vertx = EpollVertx.start();
    session = RawSession.open(vertx, options);
    client = session.client();
    peer = session.peer();
    rings = session.rings();
  }

  @After
  public void disconnect() {
    session.close();
    Outcome.value(vertx.close());
  }

  private void reconnect(QbClientOptions options) {
    disconnect();
    connect(options.setService(service));
  }

  private void reconnect() {
    reconnect(new QbClientOptions());
  }

  private static void assertPending(Future<?> future) {
    assertThrows(TimeoutException.class, () -> future.await(300, TimeUnit.MILLISECONDS));
  }

  private Future<Void> trySend(Buffer payload) {
    return client.send(ID, payload, AT_ONCE);
  }

  private Future<QbMessage> request() {
    return client.request(ID, Buffer.buffer(), QbClient.FOREVER);
  }

  /** The reason for which the connection ends. */
  private Future<Integer> endReason() {
    Promise<Integer> reason = Promise.promise();
    client.closeHandler(failure -> reason.complete(failure.errno()));
    return reason.future();
  }

  // ---- sending -------------------------------------------------------------------------------

  @Test
  public void item103_oneByteForEachRequestAfterItsPost() {
    for (int i = 0; i < 100; i++) {
      Future<Void> sending = client.send(ID, Buffer.buffer());
      peer.awaitBytes();
      assertTrue(rings.requests().isPosted());
      Outcome.value(sending);
      assertEquals(1, peer.takeBytes());
      rings.takeRequest();
      assertFalse(rings.requests().isPosted());
    }
  }

  @Test
  public void item103_fullSocketIsWaitedForWithoutSpinning() {
    int count = 400;
    List<Future<Void>> sending = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sending.add(client.send(ID, Buffer.buffer()));
    }
    Future<?> last = sending.get(count - 1);
    assertPending(last);
    long before = clientCpuNanos();
    assertPending(last);
    assertTrue(clientCpuNanos() - before < Duration.ofMillis(30).toNanos());
    int bytes = 0;
    while (bytes < count) {
      peer.awaitBytes();
      bytes += peer.takeBytes();
    }
    sending.forEach(Outcome::value);
    assertEquals(count, bytes);
    assertEquals(0, peer.takeBytes());
  }

  /** The processor time of the event loops. */
  private static long clientCpuNanos() {
    var threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().contains("eventloop"))
        .mapToLong(ThreadInfo::getThreadId)
        .map(threads::getThreadCpuTime)
        .sum();
  }

  @Test
  public void socketThatStaysFullEndsTheConnection() {
    Future<Integer> reason = endReason();
    for (int i = 0; i < 300; i++) {
      client.send(ID, Buffer.buffer(), Duration.ofMillis(300));
    }
    assertEquals(Errno.ETIMEDOUT, (int) Outcome.value(reason));
    assertFalse(client.isConnected());
  }

  @Test
  public void item104_referenceCountIsTwoWhileOpenAndNoneAfterwards() {
    for (int which : List.of(RawRings.REQUEST, RawRings.RESPONSE, RawRings.EVENT)) {
      assertEquals(2, rings.ring(which).referenceCount());
    }
    Outcome.value(client.disconnect());
    for (int which : List.of(RawRings.REQUEST, RawRings.RESPONSE, RawRings.EVENT)) {
      assertEquals(0, rings.ring(which).referenceCount());
    }
    assertTrue("the server lives and removes its files", rings.filesExist());
  }

  /** The table of protocol, section 5: rows are flow-control words, columns the client's limits. */
  @Test
  public void item105_flowControl() {
    boolean[][] sends = {
      {true, true, true},
      {true, false, false},
      {true, true, false}
    };
    for (int word = 0; word <= 2; word++) {
      rings.ring(RawRings.REQUEST).setFlowControl(word);
      for (int limit = 0; limit <= 2; limit++) {
        client.flowControlLimit(limit);
        Future<Void> sending = trySend(Buffer.buffer());
        if (sends[word][limit]) {
          Outcome.value(sending);
          assertEquals(1, peer.takeBytes());
        } else {
          assertEquals(Errno.EAGAIN, Outcome.errno(sending));
          assertEquals(0, peer.takeBytes());
        }
      }
    }
    assertThrows(IllegalArgumentException.class, () -> client.flowControlLimit(3));
    assertThrows(IllegalArgumentException.class, () -> client.flowControlLimit(-1));
  }

  @Test
  public void item105_defaultLimitIsOne() {
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    assertEquals(Errno.EAGAIN, Outcome.errno(trySend(Buffer.buffer())));
    rings.ring(RawRings.REQUEST).setFlowControl(2);
    Outcome.value(trySend(Buffer.buffer()));
  }

  @Test
  public void item105_fullRingIsEagain() {
    Buffer payload = Buffer.buffer(new byte[8000 - 16]);
    Outcome.value(trySend(payload));
    Outcome.value(trySend(payload));
    assertEquals(Errno.EAGAIN, Outcome.errno(trySend(payload)));
    assertEquals(2, peer.takeBytes());
    rings.takeRequest();
    Outcome.value(trySend(payload));
  }

  @Test
  public void item105_sizeIsTestedFirst() {
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    assertEquals(RawRings.MAX_MESSAGE_SIZE - 16, client.maxPayload());
    Buffer largest = Buffer.buffer(new byte[client.maxPayload()]);
    assertEquals(Errno.EAGAIN, Outcome.errno(trySend(largest)));
    assertEquals(Errno.EMSGSIZE, Outcome.errno(trySend(largest.copy().appendByte((byte) 0))));
  }

  @Test
  public void item105_closedRequestRingIsNotConnected() {
    rings.ring(RawRings.REQUEST).setReferenceCount(0);
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.send(ID, Buffer.buffer())));
    assertEquals(0, peer.takeBytes());
    assertFalse(rings.requests().isPosted());
    assertTrue("the flag does not change (protocol, section 5)", client.isConnected());
  }

  @Test
  public void heldBackRequestIsSentWhenFlowControlAllowsIt() {
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    Future<Void> sending = client.send(ID, Buffer.buffer(), QbClient.FOREVER);
    assertPending(sending);
    assertFalse(rings.requests().isPosted());
    rings.ring(RawRings.REQUEST).setFlowControl(0);
    Outcome.value(sending);
    assertEquals(1, peer.takeBytes());
  }

  @Test
  public void heldBackRequestIsSentWhenTheRingHasRoom() {
    Buffer payload = Buffer.buffer(new byte[8000 - 16]);
    Outcome.value(client.send(1, payload));
    Outcome.value(client.send(2, payload));
    Future<Void> sending = client.send(3, payload, QbClient.FOREVER);
    Future<Void> after = client.send(4, Buffer.buffer(), QbClient.FOREVER);
    assertPending(sending);
    assertEquals(1, rings.takeRequest()[0]);
    Outcome.value(sending);
    Outcome.value(after);
    for (int id = 2; id <= 4; id++) {
      assertEquals(id, rings.takeRequest()[0]);
    }
  }

  @Test
  public void requestThatIsNotSentInTimeLeavesTheConnection() {
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    Future<QbMessage> request = client.request(1, Buffer.buffer(), Duration.ofMillis(50));
    assertEquals(Errno.EAGAIN, Outcome.errno(request));
    rings.ring(RawRings.REQUEST).setFlowControl(0);
    Future<QbMessage> next = client.request(2, Buffer.buffer(), QbClient.FOREVER);
    peer.awaitBytes();
    assertEquals(2, rings.takeRequest()[0]);
    rings.respond(2, 0);
    assertEquals(2, Outcome.value(next).id());
  }

  @Test
  public void refusedClientIsToldWhenThereIsRoom() {
    Promise<Void> drained = Promise.promise();
    client.drainHandler(drained::complete);
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    assertEquals(Errno.EAGAIN, Outcome.errno(trySend(Buffer.buffer())));
    assertTrue(client.writeQueueFull());
    assertPending(drained.future());
    rings.ring(RawRings.REQUEST).setFlowControl(0);
    Outcome.value(drained.future());
    assertFalse(client.writeQueueFull());
  }

  @Test
  public void noMoreWaitsThanIsAllowed() {
    reconnect(new QbClientOptions().setMaxQueuedBytes(100));
    Promise<Void> drained = Promise.promise();
    client.drainHandler(drained::complete);
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    Buffer payload = Buffer.buffer(new byte[60 - 16]);
    Future<Void> first = client.send(ID, payload, QbClient.FOREVER);
    Future<Void> second = client.send(ID, payload, QbClient.FOREVER);
    assertTrue(client.writeQueueFull());
    assertEquals(Errno.EAGAIN, Outcome.errno(client.send(ID, payload, QbClient.FOREVER)));
    rings.ring(RawRings.REQUEST).setFlowControl(0);
    Outcome.value(first);
    Outcome.value(second);
    Outcome.value(drained.future());
    assertFalse(client.writeQueueFull());
  }

  @Test
  public void requestArrivesAsItWasSent() {
    Outcome.value(client.send(ID, Buffer.buffer("seven!!")));
    assertArrivesAsSeven();
  }

  @Test
  public void requestOfSeveralPartsArrivesInOnePiece() {
    List<Buffer> parts = List.of(Buffer.buffer("se"), Buffer.buffer(), Buffer.buffer("ven!!"));
    Outcome.value(client.send(ID, parts, QbClient.FOREVER));
    assertArrivesAsSeven();
  }

  @Test
  public void requestOfSeveralPartsThatHasToWaitArrivesAsItWasAtTheCall() {
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    Buffer second = Buffer.buffer("ven!!");
    Future<Void> sending = client.send(ID, List.of(Buffer.buffer("se"), second), QbClient.FOREVER);
    second.setString(0, "other");
    rings.ring(RawRings.REQUEST).setFlowControl(0);
    Outcome.value(sending);
    assertArrivesAsSeven();
  }

  private void assertArrivesAsSeven() {
    byte[] expected = new byte[16 + 7];
    expected[0] = ID;
    expected[8] = 16 + 7;
    Buffer.buffer("seven!!").getBytes(expected, 16);
    assertArrayEquals(expected, rings.takeRequest());
  }

  // ---- responses -----------------------------------------------------------------------------

  @Test
  public void responseEndsTheWaitForIt() {
    Outcome.assertAtOnce(
        () -> {
          Future<QbMessage> receiving = client.receive(QbClient.FOREVER);
          assertPending(receiving);
          rings.respond(ID, -Errno.ENOENT, (byte) 7);
          Duration time = Outcome.time(receiving);
          QbMessage response = Outcome.value(receiving);
          assertEquals(ID, response.id());
          assertEquals(-Errno.ENOENT, response.error());
          assertEquals(Buffer.buffer().appendByte((byte) 7), response.payload());
          return time;
        });
  }

  /** Protocol, section 6: matching is by order alone. */
  @Test
  public void oneResponseIsExpectedAtATime() {
    Future<QbMessage> first = client.request(1, Buffer.buffer(), QbClient.FOREVER);
    Future<QbMessage> second = client.request(2, Buffer.buffer(), QbClient.FOREVER);
    assertPending(first);
    assertEquals(1, peer.takeBytes());
    assertEquals(1, rings.takeRequest()[0]);
    assertFalse(rings.requests().isPosted());
    rings.respond(1, 0);
    assertEquals(1, Outcome.value(first).id());
    peer.awaitBytes();
    assertEquals(2, rings.takeRequest()[0]);
    rings.respond(2, 0);
    assertEquals(2, Outcome.value(second).id());
  }

  @Test
  public void requestWithoutAResponseDoesNotWaitForOne() {
    Future<QbMessage> first = client.request(1, Buffer.buffer(), QbClient.FOREVER);
    Outcome.value(client.send(2, Buffer.buffer()));
    Future<QbMessage> third = client.request(3, Buffer.buffer(), QbClient.FOREVER);
    Future<Void> fourth = client.send(4, Buffer.buffer(), QbClient.FOREVER);
    assertPending(fourth);
    rings.respond(1, 0);
    Outcome.value(first);
    Outcome.value(fourth);
    rings.respond(3, 0);
    Outcome.value(third);
    for (int id = 1; id <= 4; id++) {
      assertEquals("calls keep their order", id, rings.takeRequest()[0]);
    }
  }

  @Test
  public void furtherResponsesAreReceived() {
    Future<QbMessage> first = request();
    Future<QbMessage> second = client.receive(QbClient.FOREVER);
    rings.respond(1, 0);
    rings.respond(2, 0);
    assertEquals(1, Outcome.value(first).id());
    assertEquals(2, Outcome.value(second).id());
  }

  /** Its late answer would be taken for the next one's. */
  @Test
  public void responseThatDoesNotComeInTimeEndsTheConnection() {
    Future<Integer> reason = endReason();
    Future<QbMessage> first = client.request(1, Buffer.buffer(), Duration.ofMillis(50));
    Future<QbMessage> second = client.request(2, Buffer.buffer(), QbClient.FOREVER);
    assertEquals(Errno.ETIMEDOUT, Outcome.errno(first));
    assertEquals(Errno.ENOTCONN, Outcome.errno(second));
    assertEquals(Errno.ETIMEDOUT, (int) Outcome.value(reason));
    peer.awaitHangUp();
    assertFalse(client.isConnected());
  }

  @Test
  public void timeOfTheOptionsHoldsWhereTheCallSaysNone() {
    reconnect(new QbClientOptions().setRequestTimeout(Duration.ofMillis(50)));
    assertEquals(Errno.ETIMEDOUT, Outcome.errno(client.request(ID, Buffer.buffer())));
  }

  @Test
  public void requestMadeInAResponsesHandlerIsSent() {
    Future<QbMessage> both = request().compose(first -> request());
    for (int i = 1; i <= 2; i++) {
      peer.awaitBytes();
      assertEquals(1, peer.takeBytes());
      rings.takeRequest();
      rings.respond(i, 0);
    }
    assertEquals(2, Outcome.value(both).id());
  }

  @Test
  public void responseThatWaitsIsTakenAfterTheServerHungUp() {
    Future<QbMessage> first = request();
    Future<QbMessage> second = client.receive(QbClient.FOREVER);
    Future<QbMessage> third = client.receive(QbClient.FOREVER);
    peer.awaitBytes();
    rings.respond(1, 0);
    rings.respond(2, 0);
    peer.close();
    assertEquals(1, Outcome.value(first).id());
    assertEquals(2, Outcome.value(second).id());
    assertEquals(Errno.ENOTCONN, Outcome.errno(third));
    assertFalse(client.isConnected());
  }

  /** Item 108 asks that a message is kept which no buffer was ready for; here each is. */
  @Test
  public void item108_responseAsLargeAsTheRingArrives() {
    int words = rings.ring(RawRings.RESPONSE).words();
    byte[] payload = new byte[words * 4 - 12 - 24];
    Arrays.fill(payload, (byte) 9);
    Future<QbMessage> response = request();
    rings.respond(ID, 0, payload);
    assertEquals(Buffer.buffer(payload), Outcome.value(response).payload());
  }

  @Test
  public void messageWithoutRoomForItsHeaderIsTakenAndReported() {
    Future<QbMessage> first = client.receive(QbClient.FOREVER);
    Future<QbMessage> second = client.receive(QbClient.FOREVER);
    rings.respondShort(23);
    rings.respond(ID, 0);
    assertEquals(Errno.EBADMSG, Outcome.errno(first));
    assertEquals(ID, Outcome.value(second).id());
  }

  // ---- the server's end ----------------------------------------------------------------------

  @Test
  public void item106_hangUpEndsAWaitForAResponse() {
    Outcome.assertAtOnce(
        () -> {
          reconnect();
          Future<QbMessage> receiving = request();
          assertPending(receiving);
          peer.close();
          Duration time = Outcome.time(receiving);
          assertEquals(Errno.ENOTCONN, Outcome.errno(receiving));
          return time;
        });
  }

  @Test
  public void item106_idleClientHearsOfTheHangUpAtOnce() {
    Outcome.assertAtOnce(
        () -> {
          reconnect();
          Future<Integer> reason = endReason();
          peer.close();
          Duration time = Outcome.time(reason);
          assertEquals(Errno.ENOTCONN, (int) Outcome.value(reason));
          assertFalse(client.isConnected());
          return time;
        });
  }

  @Test
  public void hangUpGivesEverythingBack() {
    Future<Integer> reason = endReason();
    peer.close();
    Outcome.value(reason);
    Outcome.value(client.disconnect());
    assertEquals(0, rings.ring(RawRings.REQUEST).referenceCount());
  }

  @Test
  public void closeHandlerSetAfterTheEndIsCalled() {
    Future<Integer> reason = endReason();
    peer.close();
    Outcome.value(reason);
    assertEquals(Errno.ENOTCONN, (int) Outcome.value(endReason()));
  }

  @Test
  public void item106_hangUpEndsAWaitForTheSocket() {
    Future<Void> last = sendMoreThanTheSocketTakes();
    assertPending(last);
    peer.close();
    assertEquals(Errno.ENOTCONN, Outcome.errno(last));
  }

  @Test
  public void item106_sendAfterHangUpIsNotConnected() {
    peer.close();
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.send(ID, Buffer.buffer())));
    assertFalse(client.isConnected());
  }

  @Test
  public void impossibleChunkLengthEndsTheConnection() {
    rings.respond(ID, 0);
    RawRings.poke(rings.data(RawRings.RESPONSE), 0, 0x7ffffff0);
    assertBrokenForTheNextRequest(Errno.EBADMSG);
  }

  @Test
  public void postWithoutAChunkEndsTheConnection() {
    RawRings.poke(rings.header(RawRings.RESPONSE), RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET, 1);
    assertBrokenForTheNextRequest(Errno.EBADMSG);
  }

  @Test
  public void truncatedDataEndsTheConnection() {
    rings.respond(ID, 0);
    RawRings.truncate(rings.data(RawRings.RESPONSE));
    assertBrokenForTheNextRequest(Errno.EBADMSG);
  }

  @Test
  public void truncatedHeaderEndsTheConnection() {
    RawRings.truncate(rings.header(RawRings.RESPONSE));
    assertBrokenForTheNextRequest(Errno.EBADMSG);
  }

  @Test
  public void truncatedRequestRingEndsTheConnection() {
    RawRings.truncate(rings.header(RawRings.REQUEST));
    assertBrokenForTheNextRequest(Errno.ENOTCONN);
  }

  @Test
  public void truncatedRequestDataEndsTheConnection() {
    RawRings.truncate(rings.data(RawRings.REQUEST));
    assertBrokenForTheNextRequest(Errno.ENOTCONN);
  }

  @Test
  public void impossibleReadPointerEndsTheConnection() {
    RawRings.poke(
        rings.header(RawRings.REQUEST), RingHeaderDescriptor.READ_POINTER_OFFSET, 1 << 20);
    assertBrokenForTheNextRequest(Errno.ENOTCONN);
  }

  /**
   * @param errno of the request: EBADMSG if it was sent before
   */
  private void assertBrokenForTheNextRequest(int errno) {
    Future<Integer> reason = endReason();
    assertEquals(errno, Outcome.errno(request()));
    assertEquals(Errno.EBADMSG, (int) Outcome.value(reason));
    peer.awaitHangUp();
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.receive(QbClient.FOREVER)));
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.send(ID, Buffer.buffer())));
    assertFalse(client.isConnected());
  }

  @Test
  public void headerTruncatedDuringAWaitEndsIt() {
    Future<QbMessage> receiving = request();
    assertPending(receiving);
    RawRings.truncate(rings.header(RawRings.RESPONSE));
    assertEquals(Errno.EBADMSG, Outcome.errno(receiving));
  }

  /** Nothing of one server's broken memory may hit another's client on the same event loop. */
  @Test
  public void brokenRingHarmsNoOtherClientOfTheEventLoop() {
    try (var other = RawSession.open(vertx, service + "-other")) {
      Future<QbMessage> broken = request();
      Future<QbMessage> whole = other.client().request(ID, Buffer.buffer(), QbClient.FOREVER);
      other.peer().awaitBytes();
      rings.respond(ID, 0);
      RawRings.truncate(rings.data(RawRings.RESPONSE));
      RawRings.truncate(rings.header(RawRings.RESPONSE));
      other.rings().respond(ID, 0);
      assertEquals(ID, Outcome.value(whole).id());
      Outcome.value(broken.otherwiseEmpty());
      assertTrue(other.client().isConnected());
    }
  }

  // ---- the client's end ----------------------------------------------------------------------

  @Test
  public void disconnectEndsAWaitForAResponse() {
    assertDisconnectEnds(this::request);
  }

  @Test
  public void disconnectEndsAWaitForTheSocket() {
    assertDisconnectEnds(this::sendMoreThanTheSocketTakes);
  }

  @Test
  public void disconnectEndsAWaitForRoom() {
    assertDisconnectEnds(
        () -> {
          rings.ring(RawRings.REQUEST).setFlowControl(1);
          return request();
        });
  }

  private Future<Void> sendMoreThanTheSocketTakes() {
    Future<Void> last = Future.succeededFuture();
    for (int i = 0; i < 400; i++) {
      last = client.send(ID, Buffer.buffer());
    }
    return last;
  }

  private void assertDisconnectEnds(Supplier<Future<?>> wait) {
    Outcome.assertAtOnce(
        () -> {
          reconnect();
          Future<?> waiting = wait.get();
          Future<QbMessage> queued = client.receive(QbClient.FOREVER);
          Future<Integer> reason = endReason();
          assertPending(waiting);
          Duration time = Outcome.time(client.disconnect());
          assertEquals(Errno.ENOTCONN, Outcome.errno(waiting));
          assertEquals(Errno.ENOTCONN, Outcome.errno(queued));
          assertEquals(Errno.ENOTCONN, (int) Outcome.value(reason));
          peer.awaitHangUp();
          return time;
        });
  }

  @Test
  public void everythingFailsAfterDisconnect() {
    Outcome.value(client.disconnect());
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.send(ID, Buffer.buffer())));
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.receive(QbClient.FOREVER)));
    assertEquals(Errno.ENOTCONN, Outcome.errno(request()));
    client.flowControlLimit(1).pause().resume().eventHandler(event -> {}).drainHandler(null);
    assertFalse(client.isConnected());
    Outcome.value(client.disconnect());
  }

  @Test
  public void failuresSayWhomTheyAreAbout() {
    Outcome.value(client.disconnect());
    var failure = assertThrows(QbException.class, () -> Outcome.value(request()));
    assertTrue(failure.getMessage(), failure.getMessage().contains(service));
  }
}
