package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.asyncAssertErrno;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbConnection;
import dev.qbipc.wire.MessageDescriptor;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What an application sends to a client without having been asked: events and responses. */
public class ConnectionSendTest extends OwnServerTest {

  private static final int EVENT = 7;
  private static final int RESPONSE = 8;
  private static final int PATIENCE_MILLIS = (int) OutputLines.PATIENCE.toMillis();

  private LibqbClient client;
  private volatile QbConnection connection;

  @Before
  public void connectAndIntroduce(TestContext test) {
    Async introduced = test.async();
    operation(
        OPERATION,
        request -> {
          connection = request.connection();
          introduced.complete();
          request.reply(NOTHING);
        });
    client = connect();
    client.call(OPERATION);
    introduced.awaitSuccess();
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

  /** A libqb client could not read a larger one: its buffer has the negotiated size. */
  @Test
  public void eventMayBeAsLargeAsAMessageAndNoLarger(TestContext test) {
    byte[] largest = bytes(largestPayload());
    connection.sendEvent(EVENT, 0, Buffer.buffer(largest)).onComplete(test.asyncAssertSuccess());
    LibqbMessage event = client.receiveEvent(PATIENCE_MILLIS);
    assertEquals(EVENT, event.id());
    assertArrayEquals(largest, event.payload());
    connection
        .sendEvent(EVENT, 0, Buffer.buffer(bytes(largestPayload() + 1)))
        .onComplete(asyncAssertErrno(test, Errno.EMSGSIZE));
    assertEquals("and the connection lives", ECHO, client.call(ECHO, 1).id());
  }

  /** As with libqb, the ring is the bound, which is somewhat larger than a message. */
  @Test
  public void responseLargerThanTheRingIsRefused(TestContext test) {
    byte[] largest = bytes(largestPayload());
    connection.send(RESPONSE, 0, Buffer.buffer(largest)).onComplete(test.asyncAssertSuccess());
    LibqbMessage response = client.receive(PATIENCE_MILLIS);
    assertEquals(RESPONSE, response.id());
    assertArrayEquals(largest, response.payload());
    connection
        .send(RESPONSE, 0, Buffer.buffer(bytes(2 * largestPayload())))
        .onComplete(asyncAssertErrno(test, Errno.EMSGSIZE));
    assertEquals("and the connection lives", ECHO, client.call(ECHO, 1).id());
  }

  @Test
  public void responsesArriveInTheOrderInWhichTheyWereSentThoughTheRingIsFull(TestContext test) {
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
    last.onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void whoIsGoneGetsNothing(TestContext test) {
    client.close();
    connection
        .closed()
        .onComplete(
            test.asyncAssertSuccess(
                gone -> {
                  connection
                      .send(RESPONSE, 0, Buffer.buffer())
                      .onComplete(asyncAssertErrno(test, Errno.ENOTCONN));
                  connection
                      .sendEvent(EVENT, 0, Buffer.buffer())
                      .onComplete(asyncAssertErrno(test, Errno.ENOTCONN));
                }));
    client = connect();
  }
}
