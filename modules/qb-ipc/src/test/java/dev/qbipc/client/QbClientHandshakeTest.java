package dev.qbipc.client;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.SocketMode;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.wire.MessageDescriptor;
import dev.qbipc.wire.SetupRequestDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;
import dev.qbipc.wire.SocketAddressDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * What servers of several versions answer, and what none should (protocol, sections 1 and 11; items
 * 101 and 102).
 */
public class QbClientHandshakeTest {

  private static final int ECHO = 1;
  private static final int ERROR_OFFSET = 16;
  private static final int TYPE_OFFSET = 24;
  private static final int REQUEST_PATH_OFFSET = 40;

  private final String service = "client-handshake-test-" + Processes.ownPid();
  private final List<RawConnection> peers = new ArrayList<>();
  private Vertx vertx;

  @Before
  public void startVertx() {
    vertx = EpollVertx.start();
  }

  @After
  public void closeVertx() {
    Outcome.value(vertx.close());
    peers.forEach(RawConnection::close);
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
      return Future.succeededFuture(Outcome.value(connecting));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static byte[] with(byte[] answer, UnaryOperator<ByteBuffer> change) {
    change.apply(ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder()));
    return answer;
  }

  /** Item 101: the answers of 1.0.4 to 2.0.10 differ in nothing that a client sees. */
  @Test
  public void item101_absoluteNames() {
    try (var rings = RawRings.inDirectory(service)) {
      roundTrip(rings);
    }
  }

  /** Item 101: 1.0.3 names its rings relative to {@code /dev/shm/qb-}. */
  @Test
  public void item101_relativeNames() {
    try (var rings = RawRings.relative(service)) {
      roundTrip(rings);
    }
  }

  private void roundTrip(RawRings rings) {
    try (var server = RawServer.listen(service)) {
      Future<QbClient> connecting = QbClient.connect(vertx, options());
      try (var peer = server.accept()) {
        peer.readSetupRequest();
        peer.send(rings.grant());
        QbClient client = Outcome.value(connecting);
        var response = client.request(ECHO, Buffer.buffer("abc"));
        peer.awaitBytes();
        byte[] request = rings.takeRequest();
        assertEquals(ECHO, MessageDescriptor.id(request));
        assertEquals(request.length, MessageDescriptor.size(request));
        rings.respond(ECHO, 0, "abc".getBytes(StandardCharsets.UTF_8));
        assertEquals("abc", Outcome.value(response).payload().toString());
        Outcome.value(client.disconnect());
      }
    }
  }

  @Test
  public void item101_answerInPieces() {
    try (var rings = RawRings.inDirectory(service)) {
      QbClient client = Outcome.value(connectTo(rings.grant(), 7));
      Outcome.value(client.disconnect());
    }
  }

  @Test
  public void item102_asksForAtLeast12328Bytes() {
    assertAskedFor(1 << 20, options());
    assertAskedFor(SetupResponseDescriptor.SIZE, options().setMaxMessageSize(1));
    assertAskedFor(1 << 20, options().setMaxMessageSize(1 << 20));
  }

  private void assertAskedFor(int size, QbClientOptions options) {
    try (var server = RawServer.listen(service)) {
      Future<QbClient> connecting = QbClient.connect(vertx, options);
      try (var peer = server.accept()) {
        assertArrayEquals(SetupRequestDescriptor.encode(size), peer.readSetupRequest());
      }
      assertEquals(Errno.ENOTCONN, Outcome.errno(connecting));
    }
  }

  @Test
  public void item102_acceptsALessThanAskedForSize() {
    try (var rings = RawRings.inDirectory(service)) {
      QbClient client = Outcome.value(connectTo(rings.grant(100)));
      assertEquals(100, client.maxMessageSize());
      assertEquals(84, client.maxPayload());
      assertEquals(Errno.EMSGSIZE, Outcome.errno(client.send(ECHO, Buffer.buffer(new byte[85]))));
      Outcome.value(client.disconnect());
    }
  }

  @Test
  public void item102_serverIsWhoTheKernelSays() {
    try (var rings = RawRings.inDirectory(service)) {
      QbClient client = Outcome.value(connectTo(rings.grant()));
      assertEquals(Processes.ownPid(), client.server().pid());
      Outcome.value(client.disconnect());
    }
  }

  @Test
  public void item102_refusalIsItsErrno() {
    byte[] refusal = SetupResponseDescriptor.refuse(Errno.EACCES);
    assertEquals(Errno.EACCES, Outcome.errno(connectTo(refusal)));
  }

  /** Protocol, section 11: 1.0.4 forgot to negate some. */
  @Test
  public void item102_positiveRefusalIsItsErrno() {
    byte[] refusal = SetupResponseDescriptor.refuse(-Errno.EACCES);
    assertEquals(Errno.EACCES, Outcome.errno(connectTo(refusal)));
  }

  /** Protocol, section 1.6: 1.0.x leaves the rest of a refusal uninitialised. */
  @Test
  public void item102_restOfARefusalDoesNotMatter() {
    try (var rings = RawRings.inDirectory(service)) {
      byte[] refusal = with(rings.grant(), answer -> answer.putInt(ERROR_OFFSET, -Errno.EPERM));
      assertEquals(Errno.EPERM, Outcome.errno(connectTo(refusal)));
    }
  }

  @Test
  public void item102_otherTransportsAreNotSupported() {
    try (var rings = RawRings.inDirectory(service)) {
      for (int type : new int[] {0, 2, 3}) {
        byte[] answer = with(rings.grant(), bytes -> bytes.putInt(TYPE_OFFSET, type));
        assertEquals(Errno.EOPNOTSUPP, Outcome.errno(connectTo(answer)));
      }
    }
  }

  @Test
  public void item102_unknownTypeIsInvalid() {
    try (var rings = RawRings.inDirectory(service)) {
      byte[] answer = with(rings.grant(), bytes -> bytes.putInt(TYPE_OFFSET, 9));
      assertEquals(Errno.EINVAL, Outcome.errno(connectTo(answer)));
    }
  }

  @Test
  public void item102_pathsOutsideOfSharedMemoryAreInvalid() {
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
      assertEquals(path, Errno.EINVAL, Outcome.errno(connectTo(answer)));
    }
  }

  @Test
  public void item102_pathWithoutAnEndIsInvalid() {
    try (var rings = RawRings.inDirectory(service)) {
      byte[] answer = rings.grant();
      for (int i = 0; i < 3 * 4096; i++) {
        answer[REQUEST_PATH_OFFSET + i] = 'x';
      }
      assertEquals(Errno.EINVAL, Outcome.errno(connectTo(answer)));
    }
  }

  @Test
  public void item102_sizeThatTheRingCannotHoldIsInvalid() {
    try (var rings = RawRings.inDirectory(service)) {
      assertEquals(Errno.EINVAL, Outcome.errno(connectTo(rings.grant(1 << 20))));
      assertEquals(Errno.EINVAL, Outcome.errno(connectTo(rings.grant(-1))));
    }
  }

  /** Protocol, section 1.7: what was opened until then is closed again. */
  @Test
  public void ringThatCannotBeOpenedFailsTheConnect() throws IOException {
    try (var rings = RawRings.inDirectory(service)) {
      Files.delete(rings.data(RawRings.EVENT));
      assertEquals(Errno.ENOENT, Outcome.errno(connectTo(rings.grant())));
      assertEquals(0, rings.ring(RawRings.REQUEST).referenceCount());
      assertEquals(0, rings.ring(RawRings.RESPONSE).referenceCount());
    }
  }

  /** Where else a server of another user may want our requests to be written. */
  @Test
  public void ringThatIsASymbolicLinkIsNotFollowed() throws IOException {
    try (var rings = RawRings.inDirectory(service)) {
      var target = Files.createTempFile("qb-client-test", null);
      Files.write(target, Files.readAllBytes(rings.data(RawRings.REQUEST)));
      Files.delete(rings.data(RawRings.REQUEST));
      Files.createSymbolicLink(rings.data(RawRings.REQUEST), target);
      assertEquals(Errno.ELOOP, Outcome.errno(connectTo(rings.grant())));
      Files.delete(target);
    }
  }

  @Test
  public void hangUpBeforeTheAnswerIsNotConnected() {
    try (var server = RawServer.listen(service)) {
      Future<QbClient> connecting = QbClient.connect(vertx, options());
      try (var peer = server.accept()) {
        peer.readSetupRequest();
        peer.send(new byte[100]);
      }
      assertEquals(Errno.ENOTCONN, Outcome.errno(connecting));
    }
  }

  @Test
  public void nobodyListeningIsRefused() {
    assertEquals(Errno.ECONNREFUSED, Outcome.errno(QbClient.connect(vertx, options())));
  }

  @Test
  public void serverThatDoesNotAnswerTimesOut() {
    try (var server = RawServer.listen(service)) {
      var options = options().setConnectTimeout(Duration.ofMillis(100));
      Future<QbClient> connecting = QbClient.connect(vertx, options);
      try (var peer = server.accept()) {
        peer.readSetupRequest();
        assertEquals(Errno.ETIMEDOUT, Outcome.errno(connecting));
        peer.awaitHangUp();
      }
    }
  }

  /** Protocol, section 1.1: longer names fail in libqb's client too, after the handshake. */
  @Test
  public void serviceNameOf236BytesIsInvalid() {
    var options = new QbClientOptions().setService("x".repeat(236));
    assertEquals(Errno.EINVAL, Outcome.errno(QbClient.connect(vertx, options)));
  }

  @Test
  public void vertxWithoutItsNativeTransportIsToldWhatIsMissing() {
    Vertx plain = Vertx.vertx();
    Future<QbClient> connecting = QbClient.connect(plain, options());
    assertTrue(connecting.failed());
    assertEquals(IllegalStateException.class, connecting.cause().getClass());
    assertTrue(connecting.cause().getMessage().contains("setPreferNativeTransport"));
    Outcome.value(plain.close());
  }

  @Test
  public void optionsWithoutAServiceAreToldWhatIsMissing() {
    Future<QbClient> connecting = QbClient.connect(vertx, new QbClientOptions());
    assertTrue(connecting.failed());
    assertEquals(IllegalArgumentException.class, connecting.cause().getClass());
    assertTrue(connecting.cause().getMessage().contains("setService"));
  }

  /**
   * Protocol, section 1.1: the path is the socket directory's, and its length is part of the
   * address.
   */
  @Test
  public void fileSystemSocket() throws IOException {
    var directory = Files.createTempDirectory("qb-client-test");
    var socket = directory.resolve(service);
    var options =
        options().setSocketMode(SocketMode.FILE_SYSTEM).setSocketDirectory(directory.toString());
    assertEquals(Errno.ENOENT, Outcome.errno(QbClient.connect(vertx, options)));
    byte[] address = SocketAddressDescriptor.fileAddress(socket.toString());
    try (var server = RawServer.listen(address, service);
        var rings = RawRings.inDirectory(service)) {
      Future<QbClient> connecting = QbClient.connect(vertx, options);
      try (var peer = server.accept()) {
        peer.readSetupRequest();
        peer.send(rings.grant());
        QbClient client = Outcome.value(connecting);
        assertTrue(client.isConnected());
        Outcome.value(client.disconnect());
      }
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(directory);
    }
  }
}
