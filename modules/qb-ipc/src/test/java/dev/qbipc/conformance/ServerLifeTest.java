package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.AsyncAssertions.awaitErrno;
import static dev.qbipc.AsyncAssertions.awaitFailure;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.Request;
import dev.qbipc.testing.Patience;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** A server is new, listens, is closing, is closed, and each call fits into that or says so. */
@RunWith(VertxUnitRunner.class)
public class ServerLifeTest {

  private static final int OWN_PID = (int) ProcessHandle.current().pid();
  private static final Duration SHORT = Duration.ofMillis(100);

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "server-life-test-" + OWN_PID;
  private Vertx vertx;

  @Before
  public void startVertx() {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  }

  @After
  public void nothingIsLeft(TestContext test) {
    await(test, vertx.close());
    assertNothingLeft();
  }

  private QbServer create() {
    return QbServer.create(vertx, new QbServerOptions().setService(service));
  }

  private static Future<QbServer> listen(QbServer server) {
    return server
        .operation(ECHO, request -> request.reply(request.array(), 0, request.length()))
        .compose(deployed -> server.listen());
  }

  private QbServer listening(TestContext test) {
    return await(test, listen(create()));
  }

  private List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("qb-reader-" + service))
        .sorted()
        .toList();
  }

  private void assertNothingLeft() {
    Eventually.assertBecomes("threads", List.of(), this::threads);
    assertEquals(List.of(), SharedMemory.directoriesOf(OWN_PID));
    assertNobodyListens();
  }

  private void assertNobodyListens() {
    var e = assertThrows(QbException.class, () -> LibqbClient.connect(service));
    assertEquals(Errno.ECONNREFUSED, e.errno());
  }

  private static void assertRefused(TestContext test, String why, Future<?> call) {
    awaitFailure(
        test,
        call,
        e -> {
          test.assertTrue(e instanceof IllegalStateException, String.valueOf(e));
          test.assertTrue(e.getMessage().contains(why), e.getMessage());
        });
  }

  // ---- new -----------------------------------------------------------------------------------

  @Test
  public void nothingRunsBeforeTheFirstOperationOrListen(TestContext test) {
    var server = create();
    assertEquals(List.of(), threads());
    assertEquals(Set.of(), vertx.deploymentIDs());
    assertFalse(server.isListening());
    assertEquals(List.of(), server.connections());
    assertEquals(0, server.stats().activeConnections());
    await(test, server.close());
  }

  @Test
  public void callsOfAServiceThatDoesNotRunSaySo(TestContext test) {
    var server = create();
    assertRefused(test, "has not begun to listen", server.operationStats());
    assertRefused(test, "has not begun to listen", server.silentReaders(Duration.ofSeconds(1)));
    assertRefused(test, "has not begun to listen", server.tryRings(4096));
    assertEquals(List.of(), threads());
  }

  @Test
  public void optionsThatContradictEachOtherAreRefused() {
    var options =
        new QbServerOptions().setService(service).setMinMessageSize(9000).setMaxMessageSize(8000);
    var e = assertThrows(IllegalArgumentException.class, () -> QbServer.create(vertx, options));
    assertEquals("minMessageSize is greater than maxMessageSize: 9000 > 8000", e.getMessage());
  }

  @Test
  public void aServerOfOperationsThatNeverListensEndsWithItsVerticle(TestContext test) {
    String deployment =
        await(test, vertx.deployVerticle(new Serving(server -> server.fallback(Request::done))));
    assertFalse(threads().isEmpty());
    await(test, vertx.undeploy(deployment));
    assertNothingLeft();
  }

  // ---- listening -----------------------------------------------------------------------------

  @Test
  public void secondListenFailsAndLeavesTheServerAsItIs(TestContext test) {
    var server = listening(test);
    try (var client = LibqbClient.connect(service)) {
      assertRefused(test, "listens already", server.listen());
      assertTrue(server.isListening());
      assertEquals(1, client.call(ECHO, 1).intAt(0));
      ServerConformance.assertServes(service);
    }
  }

  @Test
  public void secondListenAtOnceFailsAndTheFirstSucceeds(TestContext test) {
    var server = create();
    Future<QbServer> first = server.listen();
    assertRefused(test, "listens already", server.listen());
    await(test, first);
    assertTrue(server.isListening());
  }

  @Test
  public void aSecondServerOfTheNameInOneVertxIsToldSoUntilTheFirstIsClosed(TestContext test) {
    var first = listening(test);
    var second = create();
    String why =
        "this Vert.x serves "
            + service
            + " already: give this service another name, or close the first one and wait until it"
            + " is closed";
    assertRefused(test, why, second.listen());
    assertRefused(test, why, second.operation(ECHO, Request::done));
    assertRefused(test, why, second.listen());
    ServerConformance.assertServes(service);
    await(test, first.close());
    await(test, listen(second));
    ServerConformance.assertServes(service);
  }

  @Test
  public void policyAndHandlerAreSetBeforeListen(TestContext test) {
    var server = create();
    server.acceptPolicy(AcceptPolicy.ACCEPT_ALL).connectionHandler(connection -> {});
    Future<QbServer> listening = listen(server);
    await(test, listening);
    for (int i = 0; i < 2; i++) {
      assertThrows(IllegalStateException.class, () -> server.acceptPolicy(AcceptPolicy.ACCEPT_ALL));
      assertThrows(IllegalStateException.class, () -> server.connectionHandler(connection -> {}));
      await(test, server.close());
    }
  }

  @Test
  public void listenThatFailsIsTheEndOfThatServerAlone(TestContext test) {
    listening(test);
    var others = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try {
      var second = QbServer.create(others, new QbServerOptions().setService(service));
      awaitErrno(test, Errno.EADDRINUSE, listen(second));
      assertRefused(test, "is closed", second.listen());
      await(test, second.close());
      assertEquals(Set.of(), others.deploymentIDs());
      ServerConformance.assertServes(service);
    } finally {
      await(test, others.close());
    }
  }

  // ---- the end -------------------------------------------------------------------------------

  @Test
  public void closeDuringListenLeavesNothing(TestContext test) {
    for (int i = 0; i < 20; i++) {
      var server = create();
      Future<QbServer> listening = i % 2 == 0 ? server.listen() : listen(server);
      await(test, server.close());
      assertRefused(test, "clos", listening);
      assertFalse(server.isListening());
      assertNothingLeft();
    }
    ServerConformance.assertServes(listening(test).service());
  }

  @Test
  public void afterCloseEveryCallFailsAndStartsNothing(TestContext test) {
    assertEquals(ServerCalls.methodsOf(QbServer.class), ServerCalls.ALL.keySet());
    for (boolean listened : new boolean[] {true, false}) {
      var server = listened ? listening(test) : create();
      await(test, server.close());
      ServerCalls.ALL.forEach(
          (name, call) -> {
            if (name.startsWith("close") || name.startsWith("shutdown")) {
              await(test, call.apply(server));
            } else {
              assertRefused(test, "is closed", call.apply(server));
            }
          });
      assertNothingLeft();
      assertEquals(Set.of(), vertx.deploymentIDs());
    }
  }

  @Test
  public void closeAfterVertxHasEndedSucceeds(TestContext test) {
    var server = listening(test);
    await(test, server.close());
    await(test, vertx.close());
    await(test, server.close());
  }

  @Test
  public void operationThatIsPutInServiceDuringTheEndIsUndoneOrRefused(TestContext test) {
    for (int i = 0; i < 10; i++) {
      var server = listening(test);
      Future<Void> before = server.operation(ECHO + 1, Request::done);
      Future<Void> closed = server.close();
      assertRefused(test, "is clos", server.operation(ECHO + 2, Request::done));
      await(test, closed);
      await(test, before);
      assertEquals(Set.of(), vertx.deploymentIDs());
    }
  }

  @Test
  public void serverEndsWithTheVerticleThatMadeItListenAndCanBeDeployedAgain(TestContext test) {
    for (var threading : List.of(ThreadingModel.EVENT_LOOP, ThreadingModel.WORKER)) {
      for (int i = 0; i < 2; i++) {
        var options = new DeploymentOptions().setThreadingModel(threading);
        String deployment =
            await(test, vertx.deployVerticle(new Serving(ServerLifeTest::listen), options));
        try (var client = LibqbClient.connect(service)) {
          assertEquals(1, client.call(ECHO, 1).intAt(0));
          assertEquals(Set.of(deployment), own(vertx.deploymentIDs(), deployment));
          await(test, vertx.undeploy(deployment));
          assertEquals(-Errno.ENOTCONN, client.trySend(ECHO));
        }
        assertNothingLeft();
        assertEquals(Set.of(), vertx.deploymentIDs());
      }
    }
  }

  private static Set<String> own(Set<String> all, String deployment) {
    return all.contains(deployment) ? Set.of(deployment) : Set.of();
  }

  /** There is no event loop any more on which a future could complete. */
  @Test
  public void callsAfterTheEndOfVertxCompleteAllTheSame(TestContext test) {
    for (boolean listened : new boolean[] {true, false}) {
      var server = listened ? listening(test) : create();
      await(test, vertx.close());
      assertRefused(test, listened ? "is closed" : "has ended already", server.listen());
      await(test, server.close());
      await(test, server.shutdown(SHORT));
      assertRefused(test, "is closed", server.listen());
      assertRefused(test, "is closed", server.operation(ECHO, Request::done));
      startVertx();
    }
  }

  @Test
  public void vertxThatClosesDuringListenTakesTheServerWithIt(TestContext test) {
    for (int i = 0; i < 10; i++) {
      var server = create();
      Future<QbServer> listening = i % 2 == 0 ? server.listen() : listen(server);
      await(test, vertx.close());
      assertNothingLeft();
      assertFalse(server.isListening());
      assertTrue(listening.isComplete());
      startVertx();
    }
  }

  /** Its failed start takes nothing with it. */
  @Test
  public void verticleWhoseServerCannotListenLeavesTheOneThatDoes(TestContext test) {
    listening(test);
    var failed = vertx.deployVerticle(new Serving(QbServer::listen));
    assertRefused(test, "this Vert.x serves " + service + " already", failed);
    ServerConformance.assertServes(service);
  }

  @Test
  public void serverMayCloseItselfOnItsReader(TestContext test) {
    var server = create();
    Async closed = test.async();
    var sent = new CountDownLatch(1);
    await(
        test,
        server.operation(
            ECHO + 1,
            request -> {
              // The request is there before its byte, which is not to meet a closed socket.
              awaitUninterruptibly(sent);
              server.close().onComplete(test.asyncAssertSuccess(done -> closed.complete()));
            }));
    await(test, server.listen());
    try (var client = LibqbClient.connect(service)) {
      client.send(ECHO + 1);
      sent.countDown();
      closed.awaitSuccess();
      assertNothingLeft();
    }
  }

  // ---- the end is bounded --------------------------------------------------------------------

  @Test
  public void closeHandlersThatDoNotCompleteAreWaitedForNoLongerThanTheTimeout(TestContext test) {
    var server = create();
    server.connectionHandler(
        connection -> connection.closeHandler(() -> Promise.promise().future()));
    await(test, listen(server));
    try (var client = LibqbClient.connect(service)) {
      client.call(ECHO, 1);
      await(test, server.shutdown(SHORT));
      assertNothingLeft();
    }
  }

  @Test
  public void closeHandlersAreWaitedFor(TestContext test) {
    var server = create();
    Promise<Void> done = Promise.promise();
    Async asked = test.async();
    server.connectionHandler(
        connection ->
            connection.closeHandler(
                () -> {
                  asked.complete();
                  return done.future();
                }));
    await(test, listen(server));
    try (var client = LibqbClient.connect(service)) {
      client.call(ECHO, 1);
      Future<Void> closed = server.close();
      asked.awaitSuccess();
      assertFalse(closed.isComplete());
      assertEquals(1, SharedMemory.directoriesOf(OWN_PID).size());
      done.complete();
      await(test, closed);
      assertNothingLeft();
    }
  }

  /** Of a module whose stop never completes. */
  private static final class Unstoppable extends OperationVerticle {

    @Override
    public void handle(Request request) {
      request.done();
    }

    @Override
    public Future<?> stop() {
      return Promise.promise().future();
    }
  }

  @Test
  public void operationThatDoesNotStopIsNamedByTheEnd(TestContext test) {
    var server = create();
    await(test, server.operation(ECHO, Unstoppable::new, new OperationOptions()));
    await(test, server.listen());
    assertLeft(test, "operations have not stopped", server.shutdown(SHORT));
    assertNothingLeft();
  }

  private static void assertLeft(TestContext test, String what, Future<Void> closed) {
    awaitFailure(
        test,
        closed,
        e -> {
          test.assertEquals(TimeoutException.class, e.getClass());
          test.assertTrue(e.getMessage().contains(what), e.getMessage());
        });
  }

  @Test
  public void readerThatIsStuckInAnOperationIsNamedByTheEnd(TestContext test) {
    var server = create();
    Async stuck = test.async();
    var goOn = new CountDownLatch(1);
    await(
        test,
        server.operation(
            ECHO,
            request -> {
              stuck.complete();
              awaitUninterruptibly(goOn);
              request.done();
            }));
    await(test, server.listen());
    try (var client = LibqbClient.connect(service)) {
      client.send(ECHO);
      stuck.awaitSuccess();
      assertLeft(test, "a reader is busy with a request", server.shutdown(Duration.ZERO));
      assertNobodyListens();
    } finally {
      goOn.countDown();
    }
    assertNothingLeftInTheEnd();
  }

  private void assertNothingLeftInTheEnd() {
    Eventually.assertBecomes("files", List.of(), () -> SharedMemory.directoriesOf(OWN_PID));
    Eventually.assertBecomes("threads", List.of(), this::threads);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    for (; ; ) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- a verticle that serves ----------------------------------------------------------------

  private final class Serving extends VerticleBase {

    private final Function<QbServer, Future<?>> start;

    Serving(Function<QbServer, Future<?>> start) {
      this.start = start;
    }

    @Override
    public Future<?> start() {
      return start.apply(QbServer.create(vertx, new QbServerOptions().setService(service)));
    }
  }
}
