package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.AsyncAssertions.awaitErrno;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import dev.qbipc.VertxUnitParameters;
import dev.qbipc.client.EpollVertx;
import dev.qbipc.client.Outcome;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.client.impl.ClientsOfOldKernels;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;
import org.junit.runners.Parameterized.UseParametersRunnerFactory;

/** Our client against libqb's server and ours (items 101 to 108). */
@RunWith(Parameterized.class)
@UseParametersRunnerFactory(VertxUnitParameters.class)
public class QbClientTest {

  private static final int RATE_NORMAL = 1;
  private static final int RATE_OFF = 3;
  private static final int RATE_OFF_2 = 4;

  /** The ways in which a client learns of a response that takes long. */
  private enum Kernel {
    NEW,
    WITHOUT_FUTEX_WAITV
  }

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Implementation implementation;
  private final Kernel kernel;
  private Vertx vertx;

  public QbClientTest(Implementation implementation, Kernel kernel) {
    this.implementation = implementation;
    this.kernel = kernel;
  }

  @Parameters(name = "{0}, {1}")
  public static List<Object[]> parameters() {
    var parameters = new ArrayList<Object[]>();
    for (Implementation implementation : Implementation.both()) {
      for (Kernel kernel : Kernel.values()) {
        parameters.add(new Object[] {implementation, kernel});
      }
    }
    return parameters;
  }

  @Before
  public void startVertx() {
    vertx = EpollVertx.start();
  }

  /** Disconnects all clients too. */
  @After
  public void closeVertx(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private ServerUnderTest start() {
    return implementation.start(new ServiceOptions());
  }

  private QbClient connect(TestContext test, ServerUnderTest server) {
    return connect(test, options(server));
  }

  private QbClient connect(TestContext test, QbClientOptions options) {
    return await(
        test,
        kernel == Kernel.NEW
            ? QbClient.connect(vertx, options)
            : ClientsOfOldKernels.connect(vertx, options));
  }

  private static QbClientOptions options(ServerUnderTest server) {
    return new QbClientOptions().setService(server.service());
  }

  private static QbMessage call(TestContext test, QbClient client, int id, int... numbers) {
    return await(test, request(client, id, payload(numbers)));
  }

  private static Future<QbMessage> request(QbClient client, int id, Buffer payload) {
    return client.request(id, payload, Outcome.FOREVER);
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

  private static Future<Void> trySend(QbClient client) {
    return client.send(ConformanceService.NO_REPLY, Buffer.buffer(), Duration.ZERO);
  }

  private static void assertEnds(TestContext test, Future<?> future) {
    awaitErrno(test, Errno.ENOTCONN, future);
  }

  /** Item 101: a thousand sizes up to the largest, many times around the rings. */
  @Test
  public void item101_echo(TestContext test) {
    try (var server = start()) {
      QbClient client = connect(test, server);
      // Responses have 8 bytes more of header, but rings have room for them.
      int largest = client.maxPayload();
      for (int i = 0; i < 1000; i++) {
        Buffer payload = pattern(largest - i * (largest / 999));
        // libqb's server answers a request before it takes it out: the next one may have to wait.
        var echo = request(client, ConformanceService.ECHO, payload);
        assertEquals(payload, await(test, echo).payload());
      }
    }
  }

  @Test
  public void item101_errorsArriveNegated(TestContext test) {
    try (var server = start()) {
      QbClient client = connect(test, server);
      QbMessage response = call(test, client, ConformanceService.FAIL, Errno.EACCES);
      assertEquals(-Errno.EACCES, response.error());
      assertEquals(0, response.payload().length());
    }
  }

  @Test
  public void item101_severalResponsesToOneRequest(TestContext test) {
    try (var server = start()) {
      QbClient client = connect(test, server);
      List<Future<QbMessage>> responses = new ArrayList<>();
      responses.add(request(client, ConformanceService.TWO_REPLIES, payload(3)));
      responses.add(client.receive(Outcome.FOREVER));
      responses.add(client.receive(Outcome.FOREVER));
      for (int i = 0; i < 3; i++) {
        assertEquals(payload(i), await(test, responses.get(i)).payload());
      }
      assertEquals(payload(4), call(test, client, ConformanceService.ECHO, 4).payload());
    }
  }

  @Test
  public void item102_enforcedSizeIsAccepted(TestContext test) {
    int enforced = 1 << 20;
    try (var server = implementation.start(new ServiceOptions().enforce(enforced))) {
      QbClient client = connect(test, server);
      assertEquals(enforced, client.maxMessageSize());
      Buffer largest = pattern(enforced - 24);
      var echo = request(client, ConformanceService.ECHO, largest);
      assertEquals(largest, await(test, echo).payload());
    }
  }

  @Test
  public void item102_refusalIsItsErrno(TestContext test) {
    try (var server = implementation.start(new ServiceOptions().refuse(Errno.EACCES))) {
      awaitErrno(test, Errno.EACCES, QbClient.connect(vertx, options(server)));
    }
  }

  @Test
  public void item102_serverIsWhoTheKernelSays(TestContext test) {
    try (var server = start()) {
      assertEquals(server.pid(), connect(test, server).server().pid());
    }
  }

  /** Item 103: a server that reads no byte, or the client two, would stop this at the 279th. */
  @Test
  public void item103_manyCalls(TestContext test) {
    try (var server = start()) {
      QbClient client = connect(test, server);
      for (int i = 0; i < 5000; i++) {
        assertEquals(payload(i), call(test, client, ConformanceService.ECHO, i).payload());
      }
    }
  }

  @Test
  public void item104_nothingIsLeftAfterDisconnect(TestContext test) {
    try (var server = start()) {
      QbClient client = connect(test, server);
      assertEquals(1, directories(server).size());
      await(test, client.disconnect());
      server.callbacks().await("destroyed");
      SharedMemory.assertNothingLeft(server.pid());
    }
  }

  @Test
  public void item104_nothingIsLeftInTheClientsProcess(TestContext test) throws IOException {
    int clients = 100;
    try (var server = start()) {
      int descriptors = openDescriptors();
      for (int i = 0; i < clients; i++) {
        QbClient client = connect(test, server);
        call(test, client, ConformanceService.ECHO, i);
        await(test, client.disconnect());
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
  public void item104_filesOfAKilledServerAreRemoved(TestContext test) {
    try (var server = implementation.startProcess(List.of(), new ServiceOptions())) {
      QbClient client = connect(test, server);
      // by the client, perhaps as soon as it hears of the end
      assertEquals(1, directories(server).size());
      server.process().kill();
      await(test, client.disconnect());
      assertEquals(List.of(), directories(server));
    }
  }

  @Test
  public void item105_rateLimitOffStopsADefaultClient(TestContext test) {
    try (var server = start()) {
      QbClient client = connect(test, server);
      // Rate limits are for clients that the server knows already (protocol, section 5).
      call(test, client, ConformanceService.ECHO);
      server.rateLimit(RATE_OFF);
      awaitErrno(test, Errno.EAGAIN, trySend(client));
      Future<QbMessage> held = request(client, ConformanceService.ECHO, payload(1));
      server.rateLimit(RATE_NORMAL);
      assertEquals(payload(1), await(test, held).payload());
    }
  }

  @Test
  public void item105_rateLimitOff2StopsAClientThatAsksForIt(TestContext test) {
    try (var server = start()) {
      QbClient client = connect(test, server);
      call(test, client, ConformanceService.ECHO);
      server.rateLimit(RATE_OFF_2);
      Future<QbMessage> sent = request(client, ConformanceService.ECHO, payload(1));
      client.flowControlLimit(2);
      awaitErrno(test, Errno.EAGAIN, trySend(client));
      server.rateLimit(RATE_NORMAL);
      assertEquals(payload(1), await(test, sent).payload());
    }
  }

  @Test
  public void item105_sendAfterTheServerDisconnectedIsNotConnected(TestContext test) {
    try (var server = start()) {
      QbClient client = connect(test, server);
      // Whether this one succeeds is a race: the server may be gone before it gets the byte.
      client.send(ConformanceService.DISCONNECT_ME, Buffer.buffer());
      server.callbacks().await("destroyed");
      awaitErrno(test, Errno.ENOTCONN, trySend(client));
    }
  }

  @Test
  public void item106_serverThatDisconnectsEndsTheWait(TestContext test) {
    try (var server = start()) {
      QbClient client = connect(test, server);
      assertEnds(test, request(client, ConformanceService.DISCONNECT_ME, Buffer.buffer()));
    }
  }

  @Test
  public void item106_serverThatStopsEndsTheWait(TestContext test) {
    Future<QbMessage> waiting;
    try (var server = start()) {
      QbClient client = connect(test, server);
      waiting = request(client, ConformanceService.NO_REPLY, Buffer.buffer());
    }
    assertEnds(test, waiting);
  }

  @Test
  public void item106_killedServerEndsTheWaitForAResponse(TestContext test) {
    try (var server = implementation.startProcess(List.of(), new ServiceOptions())) {
      QbClient client = connect(test, server);
      var waiting = request(client, ConformanceService.NO_REPLY, Buffer.buffer());
      server.process().kill();
      assertEnds(test, waiting);
    }
  }

  @Test
  public void item106_idleClientHearsOfAKilledServerAtOnce(TestContext test) {
    Outcome.assertAtOnce(
        () -> {
          try (var server = implementation.startProcess(List.of(), new ServiceOptions())) {
            QbClient client = connect(test, server);
            Promise<Void> ended = Promise.promise();
            client.closeHandler(ended::fail);
            server.process().kill();
            Duration time = Outcome.time(test, ended.future());
            awaitErrno(test, Errno.ENOTCONN, ended.future());
            assertFalse(client.isConnected());
            return time;
          }
        });
  }

  /** Item 107: more events than the ring or the socket hold at once. */
  @Test
  public void item107_events(TestContext test) {
    int count = 20_000;
    try (var server = start()) {
      QbClient client = connect(test, server);
      Async missing = test.async(count);
      client.eventHandler(
          event -> {
            test.assertEquals(ConformanceService.EVENT, event.id());
            test.assertEquals(100, event.payload().length());
            test.assertEquals(payload(count - missing.count()), event.payload().slice(0, 4));
            missing.countDown();
          });
      call(test, client, ConformanceService.EVENTS, count, 100);
      missing.awaitSuccess();
      assertEquals(payload(1), call(test, client, ConformanceService.ECHO, 1).payload());
    }
  }

  /** What is not wanted stays in the ring, and with the server. */
  @Test
  public void item107_eventsOfAPausedClientAreNotLost(TestContext test)
      throws InterruptedException {
    int count = 20_000;
    try (var server = start()) {
      QbClient client = connect(test, server);
      var events = new LinkedBlockingQueue<QbMessage>();
      client.eventHandler(events::add);
      client.pause();
      call(test, client, ConformanceService.EVENTS, count, 100);
      for (int i = 0; i < count; i++) {
        assertEquals(0, events.size());
        client.fetch(1);
        assertEquals(payload(i), next(events).payload().slice(0, 4));
        if (i % 1000 == 0) {
          assertEquals(payload(i), call(test, client, ConformanceService.ECHO, i).payload());
        }
      }
    }
  }

  private static QbMessage next(BlockingQueue<QbMessage> events) throws InterruptedException {
    QbMessage event = events.poll(Outcome.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNotNull("no event came", event);
    return event;
  }

  @Test
  public void item107_eventBeforeTheFirstCall(TestContext test) throws InterruptedException {
    try (var server = implementation.start(new ServiceOptions().eventOnCreated())) {
      QbClient client = connect(test, server);
      assertEquals(payload(1), call(test, client, ConformanceService.ECHO, 1).payload());
      var events = new LinkedBlockingQueue<QbMessage>();
      client.eventHandler(events::add);
      assertEquals(ConformanceService.CREATED_EVENT, next(events).id());
    }
  }

  /** A request and events beside each other, as clients of corosync have them. */
  @Test
  public void callIsAnsweredWhileEventsComeAndAreAwaited(TestContext test)
      throws InterruptedException {
    try (var server = start()) {
      QbClient client = connect(test, server);
      var events = new LinkedBlockingQueue<QbMessage>();
      client.eventHandler(events::add);
      for (int i = 0; i < 200; i++) {
        var begun = request(client, ConformanceService.EVENTS, payload(3, 50));
        var echo = request(client, ConformanceService.ECHO, payload(i));
        assertEquals(payload(i), await(test, echo).payload());
        await(test, begun);
        for (int k = 0; k < 3; k++) {
          assertEquals(payload(k), next(events).payload().slice(0, 4));
        }
      }
    }
  }

  /** A response that takes longer than the client looks for it by itself, again and again. */
  @Test
  public void slowResponsesArrive(TestContext test) {
    try (var server = start()) {
      QbClient client = connect(test, server);
      for (int i = 0; i < 50; i++) {
        call(test, client, ConformanceService.SLEEP, i % 5);
        assertEquals(payload(i), call(test, client, ConformanceService.ECHO, i).payload());
      }
    }
  }

  @Test
  public void responseThatDoesNotComeInTimeEndsTheConnection(TestContext test) {
    try (var server = start()) {
      QbClient client = connect(test, server);
      var late = client.request(ConformanceService.SLEEP, payload(3000), Duration.ofMillis(50));
      var next = request(client, ConformanceService.ECHO, payload(1));
      awaitErrno(test, Errno.ETIMEDOUT, late);
      assertEnds(test, next);
      assertFalse(client.isConnected());
      server.callbacks().await("destroyed");
    }
  }

  /** Hundreds of clients, all of them waiting for a response at one time. */
  @Test
  public void manyClientsWaitOnFewThreads(TestContext test) {
    int count = 300;
    try (var server = start()) {
      List<QbClient> clients = new ArrayList<>();
      int threads = Thread.activeCount();
      for (int i = 0; i < count; i++) {
        clients.add(connect(test, options(server).setMaxMessageSize(0)));
      }
      for (int round = 0; round < 3; round++) {
        List<Future<QbMessage>> responses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          Buffer payload = payload(i);
          var client = clients.get(i);
          responses.add(
              request(client, ConformanceService.SLEEP, payload(1))
                  .compose(slept -> request(client, ConformanceService.ECHO, payload)));
        }
        for (int i = 0; i < count; i++) {
          assertEquals(payload(i), await(test, responses.get(i)).payload());
        }
      }
      assertTrue("no thread for each client", Thread.activeCount() - threads < count / 4);
    }
  }

  @Test
  public void largeMaximaAreGrantedAndUsed(TestContext test) {
    int size = 32 * 1024 * 1024;
    var serverOptions = new QbServerOptions().setMaxMessageSize(size);
    try (var server = implementation.start(new ServiceOptions().server(serverOptions))) {
      QbClient client = connect(test, options(server).setMaxMessageSize(size));
      assertEquals(size, client.maxMessageSize());
      Buffer largest = pattern(size - 24);
      var echo = request(client, ConformanceService.ECHO, largest);
      assertEquals(largest, await(test, echo).payload());
    }
  }

  /** Item 108: no buffer is too small for what the ring holds, even beyond what was granted. */
  @Test
  public void item108_responseLargerThanGranted(TestContext test) {
    try (var server = start()) {
      QbClient client = connect(test, server);
      int size = client.maxMessageSize() - 24 + 8;
      assertEquals(size, call(test, client, ConformanceService.BIG, size).payload().length());
    }
  }
}
