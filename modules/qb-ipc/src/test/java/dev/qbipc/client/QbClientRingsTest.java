package dev.qbipc.client;

import static dev.qbipc.AsyncAssertions.asyncAssertErrno;
import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.AsyncAssertions.awaitErrno;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.testing.Patience;
import dev.qbipc.wire.RingHeaderDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** What a client does with its rings and its socket, seen from the server's end. */
@RunWith(VertxUnitRunner.class)
public class QbClientRingsTest {

  private static final int ID = 5;
  private static final Duration AT_ONCE = Duration.ZERO;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "client-rings-test-" + Processes.ownPid();
  private Vertx vertx;
  private RawSession session;
  private QbClient client;
  private RawConnection peer;
  private RawRings rings;

  @Before
  public void connect(TestContext test) {
    connect(test, new QbClientOptions().setService(service));
  }

  private void connect(TestContext test, QbClientOptions options) {
    vertx = EpollVertx.start();
    session = RawSession.open(test, vertx, options);
    client = session.client();
    peer = session.peer();
    rings = session.rings();
  }

  @After
  public void disconnect(TestContext test) {
    session.close();
    await(test, vertx.close());
  }

  private void reconnect(TestContext test, QbClientOptions options) {
    disconnect(test);
    connect(test, options.setService(service));
  }

  private void reconnect(TestContext test) {
    reconnect(test, new QbClientOptions());
  }

  private void assertPending(TestContext test, Future<?> future) {
    Async later = test.async();
    vertx.setTimer(300, time -> later.complete());
    later.awaitSuccess();
    assertFalse(future.isComplete());
  }

  private Future<Void> trySend(Buffer payload) {
    return client.send(ID, payload, AT_ONCE);
  }

  private Future<QbMessage> request() {
    return client.request(ID, Buffer.buffer(), Outcome.FOREVER);
  }

  /** The reason for which the connection ends. */
  private Future<Integer> endReason() {
    Promise<Integer> reason = Promise.promise();
    client.closeHandler(failure -> reason.complete(failure.errno()));
    return reason.future();
  }

  // ---- sending -------------------------------------------------------------------------------

  @Test
  public void item103_oneByteForEachRequestAfterItsPost(TestContext test) {
    for (int i = 0; i < 100; i++) {
      Future<Void> sending = client.send(ID, Buffer.buffer());
      peer.awaitBytes();
      assertTrue(rings.requests().isPosted());
      await(test, sending);
      assertEquals(1, peer.takeBytes());
      rings.takeRequest();
      assertFalse(rings.requests().isPosted());
    }
  }

  @Test
  public void item103_fullSocketIsWaitedForWithoutSpinning(TestContext test) {
    int count = 400;
    List<Future<Void>> sending = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sending.add(client.send(ID, Buffer.buffer()));
    }
    Future<?> last = sending.get(count - 1);
    assertPending(test, last);
    long before = clientCpuNanos();
    assertPending(test, last);
    assertTrue(clientCpuNanos() - before < Duration.ofMillis(30).toNanos());
    int bytes = 0;
    while (bytes < count) {
      peer.awaitBytes();
      bytes += peer.takeBytes();
    }
    await(test, Future.all(sending));
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
  public void socketThatStaysFullEndsTheConnection(TestContext test) {
    Future<Integer> reason = endReason();
    for (int i = 0; i < 300; i++) {
      client.send(ID, Buffer.buffer(), Duration.ofMillis(300));
    }
    assertEquals(Errno.ETIMEDOUT, (int) await(test, reason));
    assertFalse(client.isConnected());
  }

  @Test
  public void item104_referenceCountIsTwoWhileOpenAndNoneAfterwards(TestContext test) {
    for (int which : List.of(RawRings.REQUEST, RawRings.RESPONSE, RawRings.EVENT)) {
      assertEquals(2, rings.ring(which).referenceCount());
    }
    await(test, client.disconnect());
    for (int which : List.of(RawRings.REQUEST, RawRings.RESPONSE, RawRings.EVENT)) {
      assertEquals(0, rings.ring(which).referenceCount());
    }
    assertTrue("the server lives and removes its files", rings.filesExist());
  }

  /** The table of protocol, section 5: rows are flow-control words, columns the client's limits. */
  @Test
  public void item105_flowControl(TestContext test) {
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
          await(test, sending);
          assertEquals(1, peer.takeBytes());
        } else {
          awaitErrno(test, Errno.EAGAIN, sending);
          assertEquals(0, peer.takeBytes());
        }
      }
    }
    assertThrows(IllegalArgumentException.class, () -> client.flowControlLimit(3));
    assertThrows(IllegalArgumentException.class, () -> client.flowControlLimit(-1));
  }

  @Test
  public void item105_defaultLimitIsOne(TestContext test) {
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    awaitErrno(test, Errno.EAGAIN, trySend(Buffer.buffer()));
    rings.ring(RawRings.REQUEST).setFlowControl(2);
    trySend(Buffer.buffer()).onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void item105_fullRingIsEagain(TestContext test) {
    Buffer payload = Buffer.buffer(new byte[8000 - 16]);
    await(test, trySend(payload));
    await(test, trySend(payload));
    awaitErrno(test, Errno.EAGAIN, trySend(payload));
    assertEquals(2, peer.takeBytes());
    rings.takeRequest();
    trySend(payload).onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void item105_sizeIsTestedFirst(TestContext test) {
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    assertEquals(RawRings.MAX_MESSAGE_SIZE - 16, client.maxPayload());
    Buffer largest = Buffer.buffer(new byte[client.maxPayload()]);
    awaitErrno(test, Errno.EAGAIN, trySend(largest));
    trySend(largest.copy().appendByte((byte) 0)).onComplete(asyncAssertErrno(test, Errno.EMSGSIZE));
  }

  @Test
  public void item105_closedRequestRingIsNotConnected(TestContext test) {
    rings.ring(RawRings.REQUEST).setReferenceCount(0);
    awaitErrno(test, Errno.ENOTCONN, client.send(ID, Buffer.buffer()));
    assertEquals(0, peer.takeBytes());
    assertFalse(rings.requests().isPosted());
    assertTrue("the flag does not change (protocol, section 5)", client.isConnected());
  }

  @Test
  public void heldBackRequestIsSentWhenFlowControlAllowsIt(TestContext test) {
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    Future<Void> sending = client.send(ID, Buffer.buffer(), Outcome.FOREVER);
    assertPending(test, sending);
    assertFalse(rings.requests().isPosted());
    rings.ring(RawRings.REQUEST).setFlowControl(0);
    await(test, sending);
    assertEquals(1, peer.takeBytes());
  }

  @Test
  public void heldBackRequestIsSentWhenTheRingHasRoom(TestContext test) {
    Buffer payload = Buffer.buffer(new byte[8000 - 16]);
    await(test, client.send(1, payload));
    await(test, client.send(2, payload));
    Future<Void> sending = client.send(3, payload, Outcome.FOREVER);
    Future<Void> after = client.send(4, Buffer.buffer(), Outcome.FOREVER);
    assertPending(test, sending);
    assertEquals(1, rings.takeRequest()[0]);
    await(test, sending);
    await(test, after);
    for (int id = 2; id <= 4; id++) {
      assertEquals(id, rings.takeRequest()[0]);
    }
  }

  @Test
  public void requestThatIsNotSentInTimeLeavesTheConnection(TestContext test) {
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    Future<QbMessage> request = client.request(1, Buffer.buffer(), Duration.ofMillis(50));
    awaitErrno(test, Errno.EAGAIN, request);
    rings.ring(RawRings.REQUEST).setFlowControl(0);
    Future<QbMessage> next = client.request(2, Buffer.buffer(), Outcome.FOREVER);
    peer.awaitBytes();
    assertEquals(2, rings.takeRequest()[0]);
    rings.respond(2, 0);
    next.onComplete(test.asyncAssertSuccess(answer -> test.assertEquals(2, answer.id())));
  }

  @Test
  public void negativeTimeIsRefused() {
    var negative = Duration.ofMillis(-1);
    Buffer payload = Buffer.buffer();
    assertThrows(IllegalArgumentException.class, () -> client.request(ID, payload, negative));
    assertThrows(IllegalArgumentException.class, () -> client.send(ID, payload, negative));
    assertThrows(IllegalArgumentException.class, () -> client.receive(negative));
    assertTrue(client.isConnected());
  }

  @Test
  public void refusedClientIsToldWhenThereIsRoom(TestContext test) {
    Promise<Void> drained = Promise.promise();
    client.drainHandler(drained::complete);
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    awaitErrno(test, Errno.EAGAIN, trySend(Buffer.buffer()));
    assertTrue(client.writeQueueFull());
    assertPending(test, drained.future());
    rings.ring(RawRings.REQUEST).setFlowControl(0);
    await(test, drained.future());
    assertFalse(client.writeQueueFull());
  }

  @Test
  public void noMoreWaitsThanIsAllowed(TestContext test) {
    reconnect(test, new QbClientOptions().setMaxQueuedBytes(100));
    Promise<Void> drained = Promise.promise();
    client.drainHandler(drained::complete);
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    Buffer payload = Buffer.buffer(new byte[60 - 16]);
    Future<Void> first = client.send(ID, payload, Outcome.FOREVER);
    Future<Void> second = client.send(ID, payload, Outcome.FOREVER);
    assertTrue(client.writeQueueFull());
    awaitErrno(test, Errno.EAGAIN, client.send(ID, payload, Outcome.FOREVER));
    rings.ring(RawRings.REQUEST).setFlowControl(0);
    await(test, first);
    await(test, second);
    await(test, drained.future());
    assertFalse(client.writeQueueFull());
  }

  /** As Vert.x's own streams are written to, so that nothing is ever refused. */
  @Test
  public void whoStopsWhenAsMuchWaitsAsIsAllowedIsToldToGoOn(TestContext test) {
    reconnect(test, new QbClientOptions().setMaxQueuedBytes(100));
    Promise<Void> drained = Promise.promise();
    client.drainHandler(drained::complete);
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    Buffer payload = Buffer.buffer(new byte[60 - 16]);
    Future<Void> first = client.send(ID, payload, Outcome.FOREVER);
    assertFalse(client.writeQueueFull());
    Future<Void> second = client.send(ID, payload, Outcome.FOREVER);
    assertTrue(client.writeQueueFull());
    rings.ring(RawRings.REQUEST).setFlowControl(0);
    await(test, first);
    await(test, second);
    await(test, drained.future());
    assertFalse(client.writeQueueFull());
  }

  @Test
  public void requestArrivesAsItWasSent(TestContext test) {
    await(test, client.send(ID, Buffer.buffer("seven!!")));
    assertArrivesAsSeven();
  }

  @Test
  public void requestOfSeveralPartsArrivesInOnePiece(TestContext test) {
    List<Buffer> parts = List.of(Buffer.buffer("se"), Buffer.buffer(), Buffer.buffer("ven!!"));
    await(test, client.send(ID, parts, Outcome.FOREVER));
    assertArrivesAsSeven();
  }

  @Test
  public void requestOfSeveralPartsThatHasToWaitArrivesAsItWasAtTheCall(TestContext test) {
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    Buffer second = Buffer.buffer("ven!!");
    Future<Void> sending = client.send(ID, List.of(Buffer.buffer("se"), second), Outcome.FOREVER);
    second.setString(0, "other");
    rings.ring(RawRings.REQUEST).setFlowControl(0);
    await(test, sending);
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
  public void responseEndsTheWaitForIt(TestContext test) {
    Outcome.assertAtOnce(
        () -> {
          Future<QbMessage> receiving = client.receive(Outcome.FOREVER);
          assertPending(test, receiving);
          rings.respond(ID, -Errno.ENOENT, (byte) 7);
          Duration time = Outcome.time(test, receiving);
          QbMessage response = await(test, receiving);
          assertEquals(ID, response.id());
          assertEquals(-Errno.ENOENT, response.error());
          assertEquals(Buffer.buffer().appendByte((byte) 7), response.payload());
          return time;
        });
  }

  /** Protocol, section 6: matching is by order alone. */
  @Test
  public void oneResponseIsExpectedAtATime(TestContext test) {
    Future<QbMessage> first = client.request(1, Buffer.buffer(), Outcome.FOREVER);
    Future<QbMessage> second = client.request(2, Buffer.buffer(), Outcome.FOREVER);
    peer.awaitBytes();
    assertPending(test, first);
    assertEquals(1, peer.takeBytes());
    assertEquals(1, rings.takeRequest()[0]);
    assertFalse(rings.requests().isPosted());
    rings.respond(1, 0);
    assertEquals(1, await(test, first).id());
    peer.awaitBytes();
    assertEquals(2, rings.takeRequest()[0]);
    rings.respond(2, 0);
    second.onComplete(test.asyncAssertSuccess(answer -> test.assertEquals(2, answer.id())));
  }

  @Test
  public void requestWithoutAResponseDoesNotWaitForOne(TestContext test) {
    Future<QbMessage> first = client.request(1, Buffer.buffer(), Outcome.FOREVER);
    await(test, client.send(2, Buffer.buffer()));
    Future<QbMessage> third = client.request(3, Buffer.buffer(), Outcome.FOREVER);
    Future<Void> fourth = client.send(4, Buffer.buffer(), Outcome.FOREVER);
    assertPending(test, fourth);
    rings.respond(1, 0);
    await(test, first);
    await(test, fourth);
    rings.respond(3, 0);
    await(test, third);
    for (int id = 1; id <= 4; id++) {
      assertEquals("calls keep their order", id, rings.takeRequest()[0]);
    }
  }

  @Test
  public void furtherResponsesAreReceived(TestContext test) {
    Future<QbMessage> first = request();
    Future<QbMessage> second = client.receive(Outcome.FOREVER);
    rings.respond(1, 0);
    rings.respond(2, 0);
    assertEquals(1, await(test, first).id());
    second.onComplete(test.asyncAssertSuccess(answer -> test.assertEquals(2, answer.id())));
  }

  /** Its late answer would be taken for the next one's. */
  @Test
  public void responseThatDoesNotComeInTimeEndsTheConnection(TestContext test) {
    Future<Integer> reason = endReason();
    Future<QbMessage> first = client.request(1, Buffer.buffer(), Duration.ofMillis(50));
    Future<QbMessage> second = client.request(2, Buffer.buffer(), Outcome.FOREVER);
    awaitErrno(test, Errno.ETIMEDOUT, first);
    awaitErrno(test, Errno.ENOTCONN, second);
    assertEquals(Errno.ETIMEDOUT, (int) await(test, reason));
    peer.awaitHangUp();
    assertFalse(client.isConnected());
  }

  @Test
  public void timeOfTheOptionsHoldsWhereTheCallSaysNone(TestContext test) {
    reconnect(test, new QbClientOptions().setRequestTimeout(Duration.ofMillis(50)));
    client.request(ID, Buffer.buffer()).onComplete(asyncAssertErrno(test, Errno.ETIMEDOUT));
  }

  @Test
  public void requestMadeInAResponsesHandlerIsSent(TestContext test) {
    Future<QbMessage> both = request().compose(first -> request());
    for (int i = 1; i <= 2; i++) {
      peer.awaitBytes();
      assertEquals(1, peer.takeBytes());
      rings.takeRequest();
      rings.respond(i, 0);
    }
    both.onComplete(test.asyncAssertSuccess(answer -> test.assertEquals(2, answer.id())));
  }

  @Test
  public void responseThatWaitsIsTakenAfterTheServerHungUp(TestContext test) {
    Future<QbMessage> first = request();
    Future<QbMessage> second = client.receive(Outcome.FOREVER);
    Future<QbMessage> third = client.receive(Outcome.FOREVER);
    peer.awaitBytes();
    rings.respond(1, 0);
    rings.respond(2, 0);
    peer.close();
    assertEquals(1, await(test, first).id());
    assertEquals(2, await(test, second).id());
    awaitErrno(test, Errno.ENOTCONN, third);
    assertFalse(client.isConnected());
  }

  /** Item 108 asks that a message is kept which no buffer was ready for; here each is. */
  @Test
  public void item108_responseAsLargeAsTheRingArrives(TestContext test) {
    int words = rings.ring(RawRings.RESPONSE).words();
    byte[] payload = new byte[words * 4 - 12 - 24];
    Arrays.fill(payload, (byte) 9);
    Future<QbMessage> response = request();
    rings.respond(ID, 0, payload);
    assertEquals(Buffer.buffer(payload), await(test, response).payload());
  }

  @Test
  public void messageWithoutRoomForItsHeaderIsTakenAndReported(TestContext test) {
    Future<QbMessage> first = client.receive(Outcome.FOREVER);
    Future<QbMessage> second = client.receive(Outcome.FOREVER);
    rings.respondShort(23);
    rings.respond(ID, 0);
    awaitErrno(test, Errno.EBADMSG, first);
    second.onComplete(test.asyncAssertSuccess(answer -> test.assertEquals(ID, answer.id())));
  }

  // ---- the server's end ----------------------------------------------------------------------

  @Test
  public void item106_hangUpEndsAWaitForAResponse(TestContext test) {
    Outcome.assertAtOnce(
        () -> {
          reconnect(test);
          Future<QbMessage> receiving = request();
          assertPending(test, receiving);
          peer.close();
          Duration time = Outcome.time(test, receiving);
          awaitErrno(test, Errno.ENOTCONN, receiving);
          return time;
        });
  }

  @Test
  public void item106_idleClientHearsOfTheHangUpAtOnce(TestContext test) {
    Outcome.assertAtOnce(
        () -> {
          reconnect(test);
          Future<Integer> reason = endReason();
          peer.close();
          Duration time = Outcome.time(test, reason);
          assertEquals(Errno.ENOTCONN, (int) await(test, reason));
          assertFalse(client.isConnected());
          return time;
        });
  }

  @Test
  public void hangUpGivesEverythingBack(TestContext test) {
    Future<Integer> reason = endReason();
    peer.close();
    await(test, reason);
    await(test, client.disconnect());
    assertEquals(0, rings.ring(RawRings.REQUEST).referenceCount());
  }

  @Test
  public void closeHandlerSetAfterTheEndIsCalled(TestContext test) {
    Future<Integer> reason = endReason();
    peer.close();
    await(test, reason);
    endReason()
        .onComplete(test.asyncAssertSuccess(errno -> test.assertEquals(Errno.ENOTCONN, errno)));
  }

  @Test
  public void item106_hangUpEndsAWaitForTheSocket(TestContext test) {
    Future<Void> last = sendMoreThanTheSocketTakes();
    assertPending(test, last);
    peer.close();
    last.onComplete(asyncAssertErrno(test, Errno.ENOTCONN));
  }

  @Test
  public void item106_sendAfterHangUpIsNotConnected(TestContext test) {
    peer.close();
    awaitErrno(test, Errno.ENOTCONN, client.send(ID, Buffer.buffer()));
    assertFalse(client.isConnected());
  }

  @Test
  public void impossibleChunkLengthEndsTheConnection(TestContext test) {
    rings.respond(ID, 0);
    RawRings.poke(rings.data(RawRings.RESPONSE), 0, 0x7ffffff0);
    assertBrokenForTheNextRequest(test, Errno.EBADMSG);
  }

  @Test
  public void postWithoutAChunkEndsTheConnection(TestContext test) {
    RawRings.poke(rings.header(RawRings.RESPONSE), RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET, 1);
    assertBrokenForTheNextRequest(test, Errno.EBADMSG);
  }

  @Test
  public void truncatedDataEndsTheConnection(TestContext test) {
    rings.respond(ID, 0);
    RawRings.truncate(rings.data(RawRings.RESPONSE));
    assertBrokenForTheNextRequest(test, Errno.EBADMSG);
  }

  @Test
  public void truncatedHeaderEndsTheConnection(TestContext test) {
    RawRings.truncate(rings.header(RawRings.RESPONSE));
    assertBrokenForTheNextRequest(test, Errno.EBADMSG);
  }

  @Test
  public void truncatedRequestRingEndsTheConnection(TestContext test) {
    RawRings.truncate(rings.header(RawRings.REQUEST));
    assertBrokenForTheNextRequest(test, Errno.ENOTCONN);
  }

  @Test
  public void truncatedRequestDataEndsTheConnection(TestContext test) {
    RawRings.truncate(rings.data(RawRings.REQUEST));
    assertBrokenForTheNextRequest(test, Errno.ENOTCONN);
  }

  @Test
  public void impossibleReadPointerEndsTheConnection(TestContext test) {
    RawRings.poke(
        rings.header(RawRings.REQUEST), RingHeaderDescriptor.READ_POINTER_OFFSET, 1 << 20);
    assertBrokenForTheNextRequest(test, Errno.ENOTCONN);
  }

  /**
   * @param errno of the request: EBADMSG if it was sent before
   */
  private void assertBrokenForTheNextRequest(TestContext test, int errno) {
    Future<Integer> reason = endReason();
    awaitErrno(test, errno, request());
    assertEquals(Errno.EBADMSG, (int) await(test, reason));
    peer.awaitHangUp();
    awaitErrno(test, Errno.ENOTCONN, client.receive(Outcome.FOREVER));
    awaitErrno(test, Errno.ENOTCONN, client.send(ID, Buffer.buffer()));
    assertFalse(client.isConnected());
  }

  @Test
  public void headerTruncatedDuringAWaitEndsIt(TestContext test) {
    Future<QbMessage> receiving = request();
    assertPending(test, receiving);
    RawRings.truncate(rings.header(RawRings.RESPONSE));
    receiving.onComplete(asyncAssertErrno(test, Errno.EBADMSG));
  }

  /** Nothing of one server's broken memory may hit another's client on the same event loop. */
  @Test
  public void brokenRingHarmsNoOtherClientOfTheEventLoop(TestContext test) {
    try (var other = RawSession.open(test, vertx, service + "-other")) {
      Future<QbMessage> broken = request();
      Future<QbMessage> whole = other.client().request(ID, Buffer.buffer(), Outcome.FOREVER);
      other.peer().awaitBytes();
      rings.respond(ID, 0);
      RawRings.truncate(rings.data(RawRings.RESPONSE));
      RawRings.truncate(rings.header(RawRings.RESPONSE));
      other.rings().respond(ID, 0);
      assertEquals(ID, await(test, whole).id());
      await(test, broken.otherwiseEmpty());
      assertTrue(other.client().isConnected());
    }
  }

  // ---- the client's end ----------------------------------------------------------------------

  @Test
  public void disconnectEndsAWaitForAResponse(TestContext test) {
    assertDisconnectEnds(test, this::request);
  }

  @Test
  public void disconnectEndsAWaitForTheSocket(TestContext test) {
    assertDisconnectEnds(test, this::sendMoreThanTheSocketTakes);
  }

  @Test
  public void disconnectEndsAWaitForRoom(TestContext test) {
    assertDisconnectEnds(
        test,
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

  private void assertDisconnectEnds(TestContext test, Supplier<Future<?>> wait) {
    Outcome.assertAtOnce(
        () -> {
          reconnect(test);
          Future<?> waiting = wait.get();
          Future<QbMessage> queued = client.receive(Outcome.FOREVER);
          Future<Integer> reason = endReason();
          assertPending(test, waiting);
          Duration time = Outcome.time(test, client.disconnect());
          awaitErrno(test, Errno.ENOTCONN, waiting);
          awaitErrno(test, Errno.ENOTCONN, queued);
          assertEquals(Errno.ENOTCONN, (int) await(test, reason));
          peer.awaitHangUp();
          return time;
        });
  }

  @Test
  public void everythingFailsAfterDisconnect(TestContext test) {
    await(test, client.disconnect());
    awaitErrno(test, Errno.ENOTCONN, client.send(ID, Buffer.buffer()));
    awaitErrno(test, Errno.ENOTCONN, client.receive(Outcome.FOREVER));
    awaitErrno(test, Errno.ENOTCONN, request());
    client.flowControlLimit(1).pause().resume().eventHandler(event -> {}).drainHandler(null);
    assertFalse(client.isConnected());
    client.disconnect().onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void failuresSayWhomTheyAreAbout(TestContext test) {
    await(test, client.disconnect());
    request()
        .onComplete(
            test.asyncAssertFailure(
                e -> {
                  test.assertEquals(QbException.class, e.getClass());
                  test.assertTrue(e.getMessage().contains(service), e.getMessage());
                }));
  }
}
