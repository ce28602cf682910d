package dev.qbipc.client;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.wire.RingHeaderDescriptor;
import io.vertx.core.Future;
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

  private final String service = "client-rings-test-" + Processes.ownPid();
  private Vertx vertx;
  private RawSession session;
  private QbClient client;
  private RawConnection peer;
  private RawRings rings;

  @Before
  public void connect() {
    vertx = Vertx.vertx();
    session = RawSession.open(vertx, service);
    client = session.client();
    peer = session.peer();
    rings = session.rings();
  }

  @After
  public void disconnect() {
    session.close();
    Outcome.value(vertx.close());
  }

  private void reconnect() {
    disconnect();
    connect();
  }

  private static void assertPending(Future<?> future) {
    assertThrows(TimeoutException.class, () -> future.await(300, TimeUnit.MILLISECONDS));
  }

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

  /** The processor time of the one client thread there is. */
  private static long clientCpuNanos() {
    var threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().startsWith("qb-client-"))
        .mapToLong(ThreadInfo::getThreadId)
        .map(threads::getThreadCpuTime)
        .sum();
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
        Outcome.value(client.flowControlLimit(limit));
        Future<Void> sending = client.send(ID, Buffer.buffer());
        if (sends[word][limit]) {
          Outcome.value(sending);
          assertEquals(1, peer.takeBytes());
        } else {
          assertEquals(Errno.EAGAIN, Outcome.errno(sending));
          assertEquals(0, peer.takeBytes());
        }
      }
    }
    assertEquals(Errno.EINVAL, Outcome.errno(client.flowControlLimit(3)));
    assertEquals(Errno.EINVAL, Outcome.errno(client.flowControlLimit(-1)));
  }

  @Test
  public void item105_defaultLimitIsOne() {
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    assertEquals(Errno.EAGAIN, Outcome.errno(client.send(ID, Buffer.buffer())));
    rings.ring(RawRings.REQUEST).setFlowControl(2);
    Outcome.value(client.send(ID, Buffer.buffer()));
  }

  @Test
  public void item105_fullRingIsEagain() {
    Buffer payload = Buffer.buffer(new byte[8000 - 16]);
    Outcome.value(client.send(ID, payload));
    Outcome.value(client.send(ID, payload));
    assertEquals(Errno.EAGAIN, Outcome.errno(client.send(ID, payload)));
    assertEquals(2, peer.takeBytes());
    rings.takeRequest();
    Outcome.value(client.send(ID, payload));
  }

  @Test
  public void item105_sizeIsTestedFirst() {
    rings.ring(RawRings.REQUEST).setFlowControl(1);
    Buffer largest = Buffer.buffer(new byte[RawRings.MAX_MESSAGE_SIZE - 16]);
    assertEquals(Errno.EAGAIN, Outcome.errno(client.send(ID, largest)));
    assertEquals(
        Errno.EMSGSIZE, Outcome.errno(client.send(ID, largest.copy().appendByte((byte) 0))));
  }

  @Test
  public void item105_closedRequestRingIsNotConnected() {
    rings.ring(RawRings.REQUEST).setReferenceCount(0);
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.send(ID, Buffer.buffer())));
    assertEquals(0, peer.takeBytes());
    assertFalse(rings.requests().isPosted());
    assertTrue(
        "the flag does not change (protocol, section 5)", Outcome.value(client.isConnected()));
  }

  @Test
  public void requestArrivesAsItWasSent() {
    Buffer payload = Buffer.buffer("seven!!");
    Outcome.value(client.send(ID, payload));
    byte[] expected = new byte[16 + 7];
    expected[0] = ID;
    expected[8] = 16 + 7;
    payload.getBytes(expected, 16);
    assertArrayEquals(expected, rings.takeRequest());
  }

  @Test
  public void responseTimesOut() {
    assertEquals(Errno.ETIMEDOUT, Outcome.errno(client.receive(Duration.ZERO)));
    assertEquals(Errno.ETIMEDOUT, Outcome.errno(client.receive(Duration.ofMillis(50))));
  }

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
  public void lateResponseIsTheNextOne() {
    Future<QbMessage> first = client.sendAndReceive(1, Buffer.buffer(), Duration.ZERO);
    assertEquals(Errno.ETIMEDOUT, Outcome.errno(first));
    rings.respond(1, 0);
    rings.respond(2, 0);
    QbMessage second = Outcome.value(client.sendAndReceive(2, Buffer.buffer(), QbClient.FOREVER));
    assertEquals(1, second.id());
    assertEquals(2, Outcome.value(client.receive(Duration.ZERO)).id());
  }

  @Test
  public void responseThatWaitsIsTakenAfterTheServerHungUp() {
    rings.respond(ID, 0);
    peer.close();
    assertEquals(ID, Outcome.value(client.receive(Duration.ZERO)).id());
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.receive(Duration.ZERO)));
    assertFalse(Outcome.value(client.isConnected()));
  }

  @Test
  public void item106_hangUpEndsAWaitForAResponse() {
    Future<QbMessage> receiving = client.sendAndReceive(ID, Buffer.buffer(), QbClient.FOREVER);
    assertPending(receiving);
    peer.close();
    assertEquals(Errno.ENOTCONN, Outcome.errno(receiving));
  }

  @Test
  public void item106_hangUpEndsAWaitForAnEventAtOnce() {
    Outcome.assertAtOnce(
        () -> {
          reconnect();
          Future<QbMessage> receiving = client.receiveEvent(QbClient.FOREVER);
          assertPending(receiving);
          peer.close();
          Duration time = Outcome.time(receiving);
          assertEquals(Errno.ENOTCONN, Outcome.errno(receiving));
          return time;
        });
  }

  @Test
  public void item106_hangUpEndsAWaitForTheSocket() {
    List<Future<Void>> sending = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      sending.add(client.send(ID, Buffer.buffer()));
    }
    Future<Void> last = sending.get(sending.size() - 1);
    assertPending(last);
    peer.close();
    assertEquals(Errno.ENOTCONN, Outcome.errno(last));
  }

  @Test
  public void item106_sendAfterHangUpIsNotConnected() {
    peer.close();
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.send(ID, Buffer.buffer())));
    assertFalse(Outcome.value(client.isConnected()));
  }

  @Test
  public void item107_oneByteIsReadForEachEvent() {
    for (int i = 0; i < 3; i++) {
      rings.writeEvent(i);
      peer.send((byte) 0);
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(i, Outcome.value(client.receiveEvent(Duration.ZERO)).id());
    }
    assertEquals(Errno.EAGAIN, Outcome.errno(client.receiveEvent(Duration.ZERO)));
  }

  @Test
  public void item107_eventEndsTheWaitForIt() {
    Future<QbMessage> receiving = client.receiveEvent(QbClient.FOREVER);
    assertPending(receiving);
    rings.writeEvent(ID, (byte) 1);
    peer.send((byte) 0);
    assertEquals(ID, Outcome.value(receiving).id());
  }

  /** Protocol, section 4: the socket says whether there is an event. */
  @Test
  public void item107_eventWithoutItsByteIsNotSeen() {
    rings.writeEvent(ID);
    assertEquals(Errno.EAGAIN, Outcome.errno(client.receiveEvent(Duration.ofMillis(50))));
    peer.send((byte) 0);
    assertEquals(ID, Outcome.value(client.receiveEvent(Duration.ZERO)).id());
  }

  @Test
  public void item107_byteWithoutAnEventTimesOut() {
    peer.send((byte) 0);
    assertEquals(Errno.ETIMEDOUT, Outcome.errno(client.receiveEvent(Duration.ofMillis(50))));
    rings.writeEvent(ID);
    assertEquals(ID, Outcome.value(client.receiveEvent(Duration.ZERO)).id());
  }

  /** Item 108 asks that a message is kept which no buffer was ready for; here each is. */
  @Test
  public void item108_responseAsLargeAsTheRingArrives() {
    int words = rings.ring(RawRings.RESPONSE).words();
    byte[] payload = new byte[words * 4 - 12 - 24];
    Arrays.fill(payload, (byte) 9);
    rings.respond(ID, 0, payload);
    assertEquals(Buffer.buffer(payload), Outcome.value(client.receive(Duration.ZERO)).payload());
  }

  @Test
  public void messageWithoutRoomForItsHeaderIsTakenAndReported() {
    rings.respondShort(23);
    rings.respond(ID, 0);
    assertEquals(Errno.EBADMSG, Outcome.errno(client.receive(Duration.ZERO)));
    assertEquals(ID, Outcome.value(client.receive(Duration.ZERO)).id());
  }

  @Test
  public void impossibleChunkLengthEndsTheConnection() {
    rings.respond(ID, 0);
    RawRings.poke(rings.data(RawRings.RESPONSE), 0, 0x7ffffff0);
    assertBroken(Errno.EBADMSG);
  }

  @Test
  public void postWithoutAChunkEndsTheConnection() {
    RawRings.poke(rings.header(RawRings.RESPONSE), RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET, 1);
    assertBroken(Errno.EBADMSG);
  }

  @Test
  public void truncatedDataEndsTheConnection() {
    rings.respond(ID, 0);
    RawRings.truncate(rings.data(RawRings.RESPONSE));
    assertBroken(Errno.ENOTCONN);
  }

  @Test
  public void truncatedHeaderEndsTheConnection() {
    RawRings.truncate(rings.header(RawRings.RESPONSE));
    assertBroken(Errno.ENOTCONN);
  }

  private void assertBroken(int errno) {
    assertEquals(errno, Outcome.errno(client.receive(Duration.ZERO)));
    peer.awaitHangUp();
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.receive(Duration.ZERO)));
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.send(ID, Buffer.buffer())));
    assertFalse(Outcome.value(client.isConnected()));
  }

  @Test
  public void headerTruncatedDuringAWaitEndsIt() {
    Future<QbMessage> receiving = client.receive(QbClient.FOREVER);
    assertPending(receiving);
    RawRings.truncate(rings.header(RawRings.RESPONSE));
    assertEquals(Errno.ENOTCONN, Outcome.errno(receiving));
  }

  @Test
  public void truncatedRequestRingEndsTheConnection() {
    RawRings.truncate(rings.header(RawRings.REQUEST));
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.send(ID, Buffer.buffer())));
    peer.awaitHangUp();
  }

  @Test
  public void impossibleReadPointerEndsTheConnection() {
    RawRings.poke(
        rings.header(RawRings.REQUEST), RingHeaderDescriptor.READ_POINTER_OFFSET, 1 << 20);
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.send(ID, Buffer.buffer())));
    peer.awaitHangUp();
  }

  @Test
  public void disconnectEndsAWaitForAResponse() {
    assertDisconnectEnds(() -> client.receive(QbClient.FOREVER));
  }

  @Test
  public void disconnectEndsAWaitForAnEvent() {
    assertDisconnectEnds(() -> client.receiveEvent(QbClient.FOREVER));
  }

  @Test
  public void disconnectEndsAWaitForTheSocket() {
    assertDisconnectEnds(this::sendMoreThanTheSocketTakes);
  }

  private Future<?> sendMoreThanTheSocketTakes() {
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
          assertPending(waiting);
          Duration time = Outcome.time(client.disconnect());
          assertEquals(Errno.ENOTCONN, Outcome.errno(waiting));
          assertEquals(Errno.ENOTCONN, Outcome.errno(queued));
          peer.awaitHangUp();
          return time;
        });
  }

  @Test
  public void everythingFailsAfterDisconnect() {
    Outcome.value(client.disconnect());
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.send(ID, Buffer.buffer())));
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.receive(QbClient.FOREVER)));
    assertEquals(
        Errno.ENOTCONN,
        Outcome.errno(client.sendAndReceive(ID, Buffer.buffer(), QbClient.FOREVER)));
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.receiveEvent(QbClient.FOREVER)));
    assertEquals(Errno.ENOTCONN, Outcome.errno(client.flowControlLimit(1)));
    assertFalse(Outcome.value(client.isConnected()));
    Outcome.value(client.disconnect());
  }
}
