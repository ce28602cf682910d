package dev.qbipc.conformance;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.client.Outcome;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/** Our client against libqb's server and ours (items 101 to 108). */
@RunWith(Parameterized.class)
public class QbClientTest {

  private static final int RATE_NORMAL = 1;
  private static final int RATE_OFF = 3;
  private static final int RATE_OFF_2 = 4;

  private final Implementation implementation;
  private Vertx vertx;

  public QbClientTest(Implementation implementation) {
    this.implementation = implementation;
  }

  @Parameterized.Parameters(name = "{0}")
  public static Implementation[] implementations() {
    return Implementation.both();
  }

  @Before
  public void startVertx() {
    vertx = Vertx.vertx();
  }

  /** Disconnects all clients too. */
  @After
  public void closeVertx() {
    Outcome.value(vertx.close());
  }

  private ServerUnderTest start() {
    return implementation.start(new ServiceOptions());
  }

  private QbClient connect(ServerUnderTest server) {
    return Outcome.value(QbClient.connect(vertx, options(server)));
  }

  private static QbClientOptions options(ServerUnderTest server) {
    return new QbClientOptions().setService(server.service());
  }

  private static QbMessage call(QbClient client, int id, int... numbers) {
    return Outcome.value(client.sendAndReceive(id, payload(numbers), QbClient.FOREVER));
  }

  /** Sends when there is room: libqb's server answers a request before it takes it out. */
  private static void sendWhenFree(QbClient client, int id, Buffer payload) {
    long end = System.nanoTime() + Outcome.PATIENCE.toNanos();
    while (true) {
      try {
        Outcome.value(client.send(id, payload));
        return;
      } catch (QbException e) {
        if (e.errno() != Errno.EAGAIN || System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  private static Buffer payload(int... numbers) {
    return Buffer.buffer(LibqbMessage.ints(numbers));
  }

  private static Buffer pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i + length);
    }
    return Buffer.buffer(bytes);
  }

  /** Names of the directories that a server has made for clients of this process. */
  private static List<Path> directories(ServerUnderTest server) {
    String prefix = "qb-" + server.pid() + "-" + ProcessHandle.current().pid() + "-*";
    List<Path> found = new ArrayList<>();
    try (var paths = Files.newDirectoryStream(Path.of("/dev/shm"), prefix)) {
      paths.forEach(found::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static void assertEnds(Future<?> future) {
    assertEquals(Errno.ENOTCONN, Outcome.errno(future));
  }

  /** Item 101: a thousand sizes up to the largest, many times around the rings. */
  @Test
  public void item101_echo() {
    try (var server = start()) {
      QbClient client = connect(server);
      // Responses have 8 bytes more of header, but rings have room for them.
      int largest = client.maxMessageSize() - 16;
      for (int i = 0; i < 1000; i++) {
        Buffer payload = pattern(largest - i * (largest / 999));
        sendWhenFree(client, ConformanceService.ECHO, payload);
        assertEquals(payload, Outcome.value(client.receive(QbClient.FOREVER)).payload());
      }
    }
  }

  @Test
  public void item101_errorsArriveNegated() {
    try (var server = start()) {
      QbClient client = connect(server);
      QbMessage response = call(client, ConformanceService.FAIL, Errno.EACCES);
      assertEquals(-Errno.EACCES, response.error());
      assertEquals(0, response.payload().length());
    }
  }

  @Test
  public void item101_severalResponsesToOneRequest() {
    try (var server = start()) {
      QbClient client = connect(server);
      Outcome.value(client.send(ConformanceService.TWO_REPLIES, payload(3)));
      for (int i = 0; i < 3; i++) {
        assertEquals(payload(i), Outcome.value(client.receive(QbClient.FOREVER)).payload());
      }
      assertEquals(Errno.ETIMEDOUT, Outcome.errno(client.receive(Duration.ZERO)));
    }
  }

  @Test
  public void item102_enforcedSizeIsAccepted() {
    int enforced = 1 << 20;
    try (var server = implementation.start(new ServiceOptions().enforce(enforced))) {
      QbClient client = connect(server);
      assertEquals(enforced, client.maxMessageSize());
      Buffer largest = pattern(enforced - 24);
      var echo = client.sendAndReceive(ConformanceService.ECHO, largest, QbClient.FOREVER);
      assertEquals(largest, Outcome.value(echo).payload());
    }
  }

  @Test
  public void item102_refusalIsItsErrno() {
    try (var server = implementation.start(new ServiceOptions().refuse(Errno.EACCES))) {
      assertEquals(Errno.EACCES, Outcome.errno(QbClient.connect(vertx, options(server))));
    }
  }

  @Test
  public void item102_serverIsWhoTheKernelSays() {
    try (var server = start()) {
      assertEquals(server.pid(), connect(server).server().pid());
    }
  }

  /** Item 103: a server that reads no byte, or the client two, would stop this at the 279th. */
  @Test
  public void item103_manyCalls() {
    try (var server = start()) {
      QbClient client = connect(server);
      for (int i = 0; i < 5000; i++) {
        assertEquals(payload(i), call(client, ConformanceService.ECHO, i).payload());
      }
    }
  }

  @Test
  public void item104_nothingIsLeftAfterDisconnect() {
    try (var server = start()) {
      QbClient client = connect(server);
      assertEquals(1, directories(server).size());
      Outcome.value(client.disconnect());
      server.callbacks().await("destroyed");
      SharedMemory.assertNothingLeft(server.pid());
    }
  }

  @Test
  public void item104_nothingIsLeftInTheClientsProcess() throws IOException {
    int clients = 100;
    try (var server = start()) {
      int descriptors = openDescriptors();
      for (int i = 0; i < clients; i++) {
        QbClient client = connect(server);
        call(client, ConformanceService.ECHO, i);
        Outcome.value(client.disconnect());
        server.callbacks().await("destroyed");
      }
      assertEquals(0, linesWith("/proc/self/maps", "-" + server.service() + "-"));
      assertTrue(openDescriptors() < descriptors + clients);
    }
  }

  private static int openDescriptors() {
    return new File("/proc/self/fd").list().length;
  }

  private static long linesWith(String file, String text) throws IOException {
    return Files.readAllLines(Path.of(file)).stream().filter(l -> l.contains(text)).count();
  }

  @Test
  public void item104_filesOfAKilledServerAreRemoved() {
    try (var server = implementation.startProcess(List.of(), new ServiceOptions())) {
      QbClient client = connect(server);
      server.process().kill();
      assertEquals(1, directories(server).size());
      Outcome.value(client.disconnect());
      assertEquals(List.of(), directories(server));
    }
  }

  @Test
  public void item105_rateLimitOffStopsADefaultClient() {
    try (var server = start()) {
      QbClient client = connect(server);
      // Rate limits are for clients that the server knows already (protocol, section 5).
      call(client, ConformanceService.ECHO);
      server.rateLimit(RATE_OFF);
      assertEquals(Errno.EAGAIN, Outcome.errno(client.send(1, Buffer.buffer())));
      server.rateLimit(RATE_NORMAL);
      assertEquals(payload(1), call(client, ConformanceService.ECHO, 1).payload());
    }
  }

  @Test
  public void item105_rateLimitOff2StopsAClientThatAsksForIt() {
    try (var server = start()) {
      QbClient client = connect(server);
      call(client, ConformanceService.ECHO);
      server.rateLimit(RATE_OFF_2);
      Outcome.value(client.send(ConformanceService.ECHO, payload(1)));
      Outcome.value(client.flowControlLimit(2));
      assertEquals(
          Errno.EAGAIN, Outcome.errno(client.send(ConformanceService.ECHO, Buffer.buffer())));
      server.rateLimit(RATE_NORMAL);
      assertEquals(payload(1), Outcome.value(client.receive(QbClient.FOREVER)).payload());
    }
  }

  @Test
  public void item105_sendAfterTheServerDisconnectedIsNotConnected() {
    try (var server = start()) {
      QbClient client = connect(server);
      // Whether this one succeeds is a race: the server may be gone before it gets the byte.
      client.send(ConformanceService.DISCONNECT_ME, Buffer.buffer());
      server.callbacks().await("destroyed");
      assertEquals(
          Errno.ENOTCONN, Outcome.errno(client.send(ConformanceService.ECHO, Buffer.buffer())));
      assertFalse(Outcome.value(client.isConnected()));
    }
  }

  @Test
  public void item106_serverThatDisconnectsEndsTheWait() {
    try (var server = start()) {
      QbClient client = connect(server);
      assertEnds(
          client.sendAndReceive(
              ConformanceService.DISCONNECT_ME, Buffer.buffer(), QbClient.FOREVER));
    }
  }

  @Test
  public void item106_serverThatStopsEndsTheWait() {
    Future<QbMessage> waiting;
    try (var server = start()) {
      QbClient client = connect(server);
      waiting =
          client.sendAndReceive(ConformanceService.NO_REPLY, Buffer.buffer(), QbClient.FOREVER);
    }
    assertEnds(waiting);
  }

  @Test
  public void item106_killedServerEndsTheWaitForAResponse() {
    try (var server = implementation.startProcess(List.of(), new ServiceOptions())) {
      QbClient client = connect(server);
      var waiting =
          client.sendAndReceive(ConformanceService.NO_REPLY, Buffer.buffer(), QbClient.FOREVER);
      server.process().kill();
      assertEnds(waiting);
    }
  }

  @Test
  public void item106_killedServerEndsTheWaitForAnEventAtOnce() {
    Outcome.assertAtOnce(
        () -> {
          try (var server = implementation.startProcess(List.of(), new ServiceOptions())) {
            QbClient client = connect(server);
            var waiting = client.receiveEvent(QbClient.FOREVER);
            server.process().kill();
            Duration time = Outcome.time(waiting);
            assertEnds(waiting);
            return time;
          }
        });
  }

  /** Item 107: more events than the ring or the socket hold at once. */
  @Test
  public void item107_events() {
    int count = 2000;
    try (var server = start()) {
      QbClient client = connect(server);
      call(client, ConformanceService.EVENTS, count, 100);
      for (int i = 0; i < count; i++) {
        QbMessage event = Outcome.value(client.receiveEvent(QbClient.FOREVER));
        assertEquals(ConformanceService.EVENT, event.id());
        assertEquals(100, event.payload().length());
        assertEquals(payload(i), event.payload().slice(0, 4));
      }
      assertEquals(Errno.EAGAIN, Outcome.errno(client.receiveEvent(Duration.ZERO)));
      assertEquals(payload(1), call(client, ConformanceService.ECHO, 1).payload());
    }
  }

  @Test
  public void item107_eventBeforeTheFirstCall() {
    try (var server = implementation.start(new ServiceOptions().eventOnCreated())) {
      QbClient client = connect(server);
      assertEquals(payload(1), call(client, ConformanceService.ECHO, 1).payload());
      QbMessage event = Outcome.value(client.receiveEvent(QbClient.FOREVER));
      assertEquals(ConformanceService.CREATED_EVENT, event.id());
      assertEquals(Errno.EAGAIN, Outcome.errno(client.receiveEvent(Duration.ZERO)));
    }
  }

  /** Item 108: no buffer is too small for what the ring holds, even beyond what was granted. */
  @Test
  public void item108_responseLargerThanGranted() {
    try (var server = start()) {
      QbClient client = connect(server);
      int size = client.maxMessageSize() - 24 + 8;
      assertEquals(size, call(client, ConformanceService.BIG, size).payload().length());
    }
  }
}
