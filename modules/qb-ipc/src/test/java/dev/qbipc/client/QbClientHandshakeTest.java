package dev.qbipc.client;

import static dev.qbipc.AsyncAssertions.asyncAssertErrno;
import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.AsyncAssertions.awaitErrno;
import static dev.qbipc.AsyncAssertions.awaitFailure;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.SocketMode;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.testing.Patience;
import dev.qbipc.wire.MessageDescriptor;
import dev.qbipc.wire.SetupRequestDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;
import dev.qbipc.wire.SocketAddressDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/**
 * What servers of several versions answer, and what none should (protocol, sections 1 and 11; items
 * 101 and 102).
 */
@RunWith(VertxUnitRunner.class)
public class QbClientHandshakeTest {

  private static final int ECHO = 1;
  private static final int ERROR_OFFSET = 16;
  private static final int TYPE_OFFSET = 24;
  private static final int REQUEST_PATH_OFFSET = 40;

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "client-handshake-test-" + Processes.ownPid();
  private final List<RawConnection> peers = new ArrayList<>();
  private Vertx vertx;

  @Before
  public void startVertx() {
    vertx = EpollVertx.start();
  }

  @After
  public void closeVertx(TestContext test) {
    vertx
        .close()
        .onComplete(test.asyncAssertSuccess(closed -> peers.forEach(RawConnection::close)));
  }

  private QbClientOptions options() {
    return new QbClientOptions().setService(service);
  }

  /** What becomes of a client whose server sends this. */
  private Future<QbClient> connectTo(byte[] answer) {
    return connectTo(answer, 1);
  }

  private Future<QbClient> connectTo(byte[] answer, int pieces) {
    try (var server = RawServer.listen(service)) {
      Future<QbClient> connecting = QbClient.connect(vertx, options());
      var peer = server.accept();
      // Left open: a client notices at once that its server hangs up.
      peers.add(peer);
      peer.readSetupRequest();
      peer.sendInPieces(answer, pieces);
      return connecting;
    }
  }

  private static byte[] with(byte[] answer, UnaryOperator<ByteBuffer> change) {
    change.apply(ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder()));
    return answer;
  }

  /** Item 101: the answers of 1.0.4 to 2.0.10 differ in nothing that a client sees. */
  @Test
  public void item101_absoluteNames(TestContext test) {
    try (var rings = RawRings.inDirectory(service)) {
      roundTrip(test, rings);
    }
  }

  /** Item 101: 1.0.3 names its rings relative to {@code /dev/shm/qb-}. */
  @Test
  public void item101_relativeNames(TestContext test) {
    try (var rings = RawRings.relative(service)) {
      roundTrip(test, rings);
    }
  }

  private void roundTrip(TestContext test, RawRings rings) {
    try (var server = RawServer.listen(service)) {
      Future<QbClient> connecting = QbClient.connect(vertx, options());
      try (var peer = server.accept()) {
        peer.readSetupRequest();
        peer.send(rings.grant());
        QbClient client = await(test, connecting);
        var response = client.request(ECHO, Buffer.buffer("abc"));
        peer.awaitBytes();
        byte[] request = rings.takeRequest();
        assertEquals(ECHO, MessageDescriptor.id(request));
        assertEquals(request.length, MessageDescriptor.size(request));
        rings.respond(ECHO, 0, "abc".getBytes(StandardCharsets.UTF_8));
        assertEquals("abc", await(test, response).payload().toString());
        await(test, client.disconnect());
      }
    }
  }

  @Test
  public void item101_answerInPieces(TestContext test) {
    try (var rings = RawRings.inDirectory(service)) {
      QbClient client = await(test, connectTo(rings.grant(), 7));
      await(test, client.disconnect());
    }
  }

  @Test
  public void item102_asksForAtLeast12328Bytes(TestContext test) {
    assertAskedFor(test, 1 << 20, options());
    assertAskedFor(test, SetupResponseDescriptor.SIZE, options().setMaxMessageSize(1));
    assertAskedFor(test, 1 << 20, options().setMaxMessageSize(1 << 20));
  }

  private void assertAskedFor(TestContext test, int size, QbClientOptions options) {
    try (var server = RawServer.listen(service)) {
      Future<QbClient> connecting = QbClient.connect(vertx, options);
      try (var peer = server.accept()) {
        assertArrayEquals(SetupRequestDescriptor.encode(size), peer.readSetupRequest());
      }
      awaitErrno(test, Errno.ENOTCONN, connecting);
    }
  }

  @Test
  public void item102_acceptsALessThanAskedForSize(TestContext test) {
    try (var rings = RawRings.inDirectory(service)) {
      QbClient client = await(test, connectTo(rings.grant(100)));
      assertEquals(100, client.maxMessageSize());
      assertEquals(84, client.maxPayload());
      awaitErrno(test, Errno.EMSGSIZE, client.send(ECHO, Buffer.buffer(new byte[85])));
      await(test, client.disconnect());
    }
  }

  @Test
  public void item102_serverIsWhoTheKernelSays(TestContext test) {
    try (var rings = RawRings.inDirectory(service)) {
      QbClient client = await(test, connectTo(rings.grant()));
      assertEquals(Processes.ownPid(), client.server().pid());
      await(test, client.disconnect());
    }
  }

  @Test
  public void item102_refusalIsItsErrno(TestContext test) {
    byte[] refusal = SetupResponseDescriptor.refuse(Errno.EACCES);
    connectTo(refusal).onComplete(asyncAssertErrno(test, Errno.EACCES));
  }

  /** Protocol, section 11: 1.0.4 forgot to negate some. */
  @Test
  public void item102_positiveRefusalIsItsErrno(TestContext test) {
    byte[] refusal = SetupResponseDescriptor.refuse(-Errno.EACCES);
    connectTo(refusal).onComplete(asyncAssertErrno(test, Errno.EACCES));
  }

  /** Protocol, section 1.6: 1.0.x leaves the rest of a refusal uninitialised. */
  @Test
  public void item102_restOfARefusalDoesNotMatter(TestContext test) {
    try (var rings = RawRings.inDirectory(service)) {
      byte[] refusal = with(rings.grant(), answer -> answer.putInt(ERROR_OFFSET, -Errno.EPERM));
      awaitErrno(test, Errno.EPERM, connectTo(refusal));
    }
  }

  @Test
  public void item102_otherTransportsAreNotSupported(TestContext test) {
    try (var rings = RawRings.inDirectory(service)) {
      for (int type : new int[] {0, 2, 3}) {
        byte[] answer = with(rings.grant(), bytes -> bytes.putInt(TYPE_OFFSET, type));
        awaitErrno(test, Errno.EOPNOTSUPP, connectTo(answer));
      }
    }
  }

  @Test
  public void item102_unknownTypeIsInvalid(TestContext test) {
    try (var rings = RawRings.inDirectory(service)) {
      byte[] answer = with(rings.grant(), bytes -> bytes.putInt(TYPE_OFFSET, 9));
      awaitErrno(test, Errno.EINVAL, connectTo(answer));
    }
  }

  @Test
  public void item102_pathsOutsideOfSharedMemoryAreInvalid(TestContext test) {
    for (String path :
        new String[] {
          "/tmp/qb-request-x",
          "/dev/shm/../etc/qb-request-x",
          "/dev/shm/qb-a/../qb-b/qb-request-x",
          "/dev/shm/other",
          "../qb-request-x",
          "",
          "/dev/shm/qb-" + "x".repeat(250)
        }) {
      byte[] answer = SetupResponseDescriptor.grant(12328, path, path, path);
      awaitFailure(
          test,
          connectTo(answer),
          e -> test.assertEquals(Errno.EINVAL, ((QbException) e).errno(), path));
    }
  }

  @Test
  public void item102_pathWithoutAnEndIsInvalid(TestContext test) {
    try (var rings = RawRings.inDirectory(service)) {
      byte[] answer = rings.grant();
      for (int i = 0; i < 3 * 4096; i++) {
        answer[REQUEST_PATH_OFFSET + i] = 'x';
      }
      awaitErrno(test, Errno.EINVAL, connectTo(answer));
    }
  }

  @Test
  public void item102_sizeThatTheRingCannotHoldIsInvalid(TestContext test) {
    try (var rings = RawRings.inDirectory(service)) {
      awaitErrno(test, Errno.EINVAL, connectTo(rings.grant(1 << 20)));
      awaitErrno(test, Errno.EINVAL, connectTo(rings.grant(-1)));
    }
  }

  /** Protocol, section 1.7: what was opened until then is closed again. */
  @Test
  public void ringThatCannotBeOpenedFailsTheConnect(TestContext test) throws IOException {
    try (var rings = RawRings.inDirectory(service)) {
      Files.delete(rings.data(RawRings.EVENT));
      awaitErrno(test, Errno.ENOENT, connectTo(rings.grant()));
      assertEquals(0, rings.ring(RawRings.REQUEST).referenceCount());
      assertEquals(0, rings.ring(RawRings.RESPONSE).referenceCount());
    }
  }

  /** Where else a server of another user may want our requests to be written. */
  @Test
  public void ringThatIsASymbolicLinkIsNotFollowed(TestContext test) throws IOException {
    try (var rings = RawRings.inDirectory(service)) {
      var target = Files.createTempFile("qb-client-test", null);
      Files.write(target, Files.readAllBytes(rings.data(RawRings.REQUEST)));
      Files.delete(rings.data(RawRings.REQUEST));
      Files.createSymbolicLink(rings.data(RawRings.REQUEST), target);
      awaitErrno(test, Errno.ELOOP, connectTo(rings.grant()));
      Files.delete(target);
    }
  }

  @Test
  public void hangUpBeforeTheAnswerIsNotConnected(TestContext test) {
    try (var server = RawServer.listen(service)) {
      Future<QbClient> connecting = QbClient.connect(vertx, options());
      try (var peer = server.accept()) {
        peer.readSetupRequest();
        peer.send(new byte[100]);
      }
      awaitErrno(test, Errno.ENOTCONN, connecting);
    }
  }

  @Test
  public void nobodyListeningIsRefused(TestContext test) {
    QbClient.connect(vertx, options()).onComplete(asyncAssertErrno(test, Errno.ECONNREFUSED));
  }

  @Test
  public void serverThatDoesNotAnswerTimesOut(TestContext test) {
    try (var server = RawServer.listen(service)) {
      var options = options().setConnectTimeout(Duration.ofMillis(100));
      Future<QbClient> connecting = QbClient.connect(vertx, options);
      try (var peer = server.accept()) {
        peer.readSetupRequest();
        awaitErrno(test, Errno.ETIMEDOUT, connecting);
        peer.awaitHangUp();
      }
    }
  }

  /** Protocol, section 1.1: longer names fail in libqb's client too, after the handshake. */
  @Test
  public void serviceNameOf236BytesIsInvalid(TestContext test) {
    var options = new QbClientOptions().setService("x".repeat(236));
    QbClient.connect(vertx, options).onComplete(asyncAssertErrno(test, Errno.EINVAL));
  }

  @Test
  public void vertxWithoutItsNativeTransportIsToldWhatIsMissing(TestContext test) {
    Vertx plain = Vertx.vertx();
    Future<QbClient> connecting = QbClient.connect(plain, options());
    awaitFailure(
        test,
        connecting,
        e -> {
          test.assertEquals(IllegalStateException.class, e.getClass());
          test.assertTrue(e.getMessage().contains("setPreferNativeTransport"), e.getMessage());
        });
    plain.close().onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void optionsWithoutAServiceAreToldWhatIsMissing(TestContext test) {
    QbClient.connect(vertx, new QbClientOptions())
        .onComplete(
            test.asyncAssertFailure(
                e -> {
                  test.assertEquals(IllegalArgumentException.class, e.getClass());
                  test.assertTrue(e.getMessage().contains("setService"), e.getMessage());
                }));
  }

  /**
   * Protocol, section 1.1: the path is the socket directory's, and its length is part of the
   * address.
   */
  @Test
  public void fileSystemSocket(TestContext test) throws IOException {
    var directory = Files.createTempDirectory("qb-client-test");
    var socket = directory.resolve(service);
    var options =
        options().setSocketMode(SocketMode.FILE_SYSTEM).setSocketDirectory(directory.toString());
    awaitErrno(test, Errno.ENOENT, QbClient.connect(vertx, options));
    byte[] address = SocketAddressDescriptor.fileAddress(socket.toString());
    try (var server = RawServer.listen(address, service);
        var rings = RawRings.inDirectory(service)) {
      Future<QbClient> connecting = QbClient.connect(vertx, options);
      try (var peer = server.accept()) {
        peer.readSetupRequest();
        peer.send(rings.grant());
        QbClient client = await(test, connecting);
        assertTrue(client.isConnected());
        await(test, client.disconnect());
      }
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(directory);
    }
  }
}
