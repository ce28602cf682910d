package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbConnection;
import dev.qbipc.testing.Patience;
import dev.qbipc.wire.MessageDescriptor;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What an application sends to a client without having been asked: events and responses. */
public class ConnectionSendTest extends OwnServerTest {

  private static final int EVENT = 7;
  private static final int RESPONSE = 8;
  private static final int PATIENCE_MILLIS = (int) OutputLines.PATIENCE.toMillis();

  private LibqbClient client;
  private QbConnection connection;

  @Before
  public void connectAndIntroduce() {
    var introduced = new CompletableFuture<QbConnection>();
    operation(
        OPERATION,
        request -> {
          introduced.complete(request.connection());
          request.reply(NOTHING);
        });
    client = connect();
    client.call(OPERATION);
    connection = introduced.orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  @After
  public void disconnect() {
    client.close();
  }

  private int largestPayload() {
    return connection.maxMessageSize() - MessageDescriptor.RESPONSE_HEADER_SIZE;
  }

  private static byte[] bytes(int length) {
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }

  private static void assertErrno(int errno, Future<Void> failing) {
    var failure = assertThrows(QbException.class, () -> InProcessServer.await(failing));
    assertEquals(Errno.name(errno), Errno.name(failure.errno()));
  }

  /** A libqb client could not read a larger one: its buffer has the negotiated size. */
  @Test
  public void eventMayBeAsLargeAsAMessageAndNoLarger() {
    byte[] largest = bytes(largestPayload());
    InProcessServer.await(connection.sendEvent(EVENT, 0, Buffer.buffer(largest)));
    LibqbMessage event = client.receiveEvent(PATIENCE_MILLIS);
    assertEquals(EVENT, event.id());
    assertArrayEquals(largest, event.payload());
    assertErrno(
        Errno.EMSGSIZE, connection.sendEvent(EVENT, 0, Buffer.buffer(bytes(largestPayload() + 1))));
    assertEquals("and the connection lives", ECHO, client.call(ECHO, 1).id());
  }

  /** As with libqb, the ring is the bound, which is somewhat larger than a message. */
  @Test
  public void responseLargerThanTheRingIsRefused() {
    byte[] largest = bytes(largestPayload());
    InProcessServer.await(connection.send(RESPONSE, 0, Buffer.buffer(largest)));
    LibqbMessage response = client.receive(PATIENCE_MILLIS);
    assertEquals(RESPONSE, response.id());
    assertArrayEquals(largest, response.payload());
    assertErrno(
        Errno.EMSGSIZE, connection.send(RESPONSE, 0, Buffer.buffer(bytes(2 * largestPayload()))));
    assertEquals("and the connection lives", ECHO, client.call(ECHO, 1).id());
  }

  @Test
  public void responsesArriveInTheOrderInWhichTheyWereSentThoughTheRingIsFull() {
    int count = 100;
    Future<Void> last = Future.succeededFuture();
    for (int i = 0; i < count; i++) {
      last = connection.send(i, -i, Buffer.buffer(bytes(1000 + i)));
    }
    for (int i = 0; i < count; i++) {
      LibqbMessage response = client.receive(PATIENCE_MILLIS);
      assertEquals(i, response.id());
      assertEquals(-i, response.error());
      assertArrayEquals(bytes(1000 + i), response.payload());
    }
    InProcessServer.await(last);
  }

  @Test
  public void whoIsGoneGetsNothing() {
    client.close();
    InProcessServer.await(connection.closed());
    assertErrno(Errno.ENOTCONN, connection.send(RESPONSE, 0, Buffer.buffer()));
    assertErrno(Errno.ENOTCONN, connection.sendEvent(EVENT, 0, Buffer.buffer()));
    client = connect();
  }
}
