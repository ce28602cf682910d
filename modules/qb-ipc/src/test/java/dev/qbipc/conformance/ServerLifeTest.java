package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.AcceptPolicy;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.Request;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** A server is new, listens, is closing, is closed, and each call fits into that or says so. */
public class ServerLifeTest {

  private static final int OWN_PID = (int) ProcessHandle.current().pid();
  private static final Duration SHORT = Duration.ofMillis(100);

  private final String service = "server-life-test-" + OWN_PID;
  private Vertx vertx;

  @Before
  public void startVertx() {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  }

  @After
  public void nothingIsLeft() {
    InProcessServer.await(vertx.close());
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

  private QbServer listening() {
    return InProcessServer.await(listen(create()));
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

  private static void assertRefused(String why, Future<?> call) {
    var e = assertThrows(IllegalStateException.class, () -> InProcessServer.await(call));
    assertTrue(e.getMessage(), e.getMessage().contains(why));
  }

  // ---- new -----------------------------------------------------------------------------------

  @Test
  public void nothingRunsBeforeTheFirstOperationOrListen() {
    var server = create();
    assertEquals(List.of(), threads());
    assertEquals(Set.of(), vertx.deploymentIDs());
    assertFalse(server.isListening());
    assertEquals(List.of(), server.connections());
    assertEquals(0, server.stats().activeConnections());
    InProcessServer.await(server.close());
  }

  @Test
  public void callsOfAServiceThatDoesNotRunSaySo() {
    var server = create();
    assertRefused("has not begun to listen", server.operationStats());
    assertRefused("has not begun to listen", server.silentReaders(Duration.ofSeconds(1)));
    assertRefused("has not begun to listen", server.tryRings(4096));
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
  public void aServerOfOperationsThatNeverListensEndsWithItsVerticle() {
    String deployment =
        InProcessServer.await(
            vertx.deployVerticle(new Serving(server -> server.fallback(Request::done))));
    assertFalse(threads().isEmpty());
    InProcessServer.await(vertx.undeploy(deployment));
    assertNothingLeft();
  }

  // ---- listening -----------------------------------------------------------------------------

  @Test
  public void secondListenFailsAndLeavesTheServerAsItIs() {
    var server = listening();
    try (var client = LibqbClient.connect(service)) {
      assertRefused("listens already", server.listen());
      assertTrue(server.isListening());
      assertEquals(1, client.call(ECHO, 1).intAt(0));
      ServerConformance.assertServes(service);
    }
  }

  @Test
  public void secondListenAtOnceFailsAndTheFirstSucceeds() {
    var server = create();
    Future<QbServer> first = listen(server);
    InProcessServer.await(first);
    var other = create();
    assertRefused("has a server of the service already", other.listen());
    assertRefused("listens already", server.listen());
    ServerConformance.assertServes(service);
  }

  @Test
  public void policyAndHandlerAreSetBeforeListen() {
    var server = create();
    server.acceptPolicy(AcceptPolicy.ACCEPT_ALL).connectionHandler(connection -> {});
    Future<QbServer> listening = listen(server);
    InProcessServer.await(listening);
    for (int i = 0; i < 2; i++) {
      assertThrows(IllegalStateException.class, () -> server.acceptPolicy(AcceptPolicy.ACCEPT_ALL));
      assertThrows(IllegalStateException.class, () -> server.connectionHandler(connection -> {}));
      InProcessServer.await(server.close());
    }
  }

  @Test
  public void listenThatFailsIsTheEndOfThatServerAlone() {
    listening();
    var others = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try {
      var second = QbServer.create(others, new QbServerOptions().setService(service));
      Future<QbServer> failed = listen(second);
      var e = assertThrows(QbException.class, () -> InProcessServer.await(failed));
      assertEquals(Errno.EADDRINUSE, e.errno());
      assertRefused("is closed", second.listen());
      InProcessServer.await(second.close());
      assertEquals(Set.of(), others.deploymentIDs());
      ServerConformance.assertServes(service);
    } finally {
      InProcessServer.await(others.close());
    }
  }

  // ---- the end -------------------------------------------------------------------------------

  @Test
  public void closeDuringListenLeavesNothing() {
    for (int i = 0; i < 20; i++) {
      var server = create();
      Future<QbServer> listening = i % 2 == 0 ? server.listen() : listen(server);
      InProcessServer.await(server.close());
      var e = assertThrows(IllegalStateException.class, () -> InProcessServer.await(listening));
      assertTrue(e.getMessage(), e.getMessage().contains("clos"));
      assertFalse(server.isListening());
      assertNothingLeft();
    }
    ServerConformance.assertServes(listening().service());
  }

  @Test
  public void afterCloseEveryCallFailsAndStartsNothing() {
    assertEquals(ServerCalls.methodsOf(QbServer.class), ServerCalls.ALL.keySet());
    for (boolean listened : new boolean[] {true, false}) {
      var server = listened ? listening() : create();
      InProcessServer.await(server.close());
      ServerCalls.ALL.forEach(
          (name, call) -> {
            if (name.startsWith("close") || name.startsWith("shutdown")) {
              InProcessServer.await(call.apply(server));
            } else {
              assertRefused("is closed", call.apply(server));
            }
          });
      assertNothingLeft();
      assertEquals(Set.of(), vertx.deploymentIDs());
    }
  }

  @Test
  public void closeAfterVertxHasEndedSucceeds() {
    var server = listening();
    InProcessServer.await(server.close());
    InProcessServer.await(vertx.close());
    InProcessServer.await(server.close());
  }

  @Test
  public void operationThatIsPutInServiceDuringTheEndIsUndoneOrRefused() {
    for (int i = 0; i < 10; i++) {
      var server = listening();
      Future<Void> before = server.operation(ECHO + 1, Request::done);
      Future<Void> closed = server.close();
      assertRefused("is clos", server.operation(ECHO + 2, Request::done));
      InProcessServer.await(closed);
      InProcessServer.await(before);
      assertEquals(Set.of(), vertx.deploymentIDs());
    }
  }

  @Test
  public void serverEndsWithTheVerticleThatMadeItListenAndCanBeDeployedAgain() {
    for (var threading : List.of(ThreadingModel.EVENT_LOOP, ThreadingModel.WORKER)) {
      for (int i = 0; i < 2; i++) {
        var options = new DeploymentOptions().setThreadingModel(threading);
        String deployment =
            InProcessServer.await(
                vertx.deployVerticle(new Serving(ServerLifeTest::listen), options));
        try (var client = LibqbClient.connect(service)) {
          assertEquals(1, client.call(ECHO, 1).intAt(0));
          assertEquals(Set.of(deployment), own(vertx.deploymentIDs(), deployment));
          InProcessServer.await(vertx.undeploy(deployment));
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
  public void callsAfterTheEndOfVertxCompleteAllTheSame() {
    for (boolean listened : new boolean[] {true, false}) {
      var server = listened ? listening() : create();
      InProcessServer.await(vertx.close());
      assertRefused(listened ? "is closed" : "has ended already", server.listen());
      InProcessServer.await(server.close());
      InProcessServer.await(server.shutdown(SHORT));
      assertRefused("is closed", server.listen());
      assertRefused("is closed", server.operation(ECHO, Request::done));
      startVertx();
    }
  }

  @Test
  public void vertxThatClosesDuringListenTakesTheServerWithIt() {
    for (int i = 0; i < 10; i++) {
      var server = create();
      Future<QbServer> listening = i % 2 == 0 ? server.listen() : listen(server);
      InProcessServer.await(vertx.close());
      assertNothingLeft();
      assertFalse(server.isListening());
      assertTrue(listening.isComplete());
      startVertx();
    }
  }

  /** Its failed start takes nothing with it. */
  @Test
  public void verticleWhoseServerCannotListenLeavesTheOneThatDoes() {
    listening();
    var failed = vertx.deployVerticle(new Serving(QbServer::listen));
    assertRefused("has a server of the service already", failed);
    ServerConformance.assertServes(service);
  }

  @Test
  public void serverMayCloseItselfOnItsReader() {
    var server = create();
    Promise<Void> closed = Promise.promise();
    InProcessServer.await(server.operation(ECHO + 1, request -> server.close().onComplete(closed)));
    InProcessServer.await(server.listen());
    try (var client = LibqbClient.connect(service)) {
      client.send(ECHO + 1);
      InProcessServer.await(closed.future());
      assertNothingLeft();
    }
  }

  // ---- the end is bounded --------------------------------------------------------------------

  @Test
  public void closeHandlersThatDoNotCompleteAreWaitedForNoLongerThanTheTimeout() {
    var server = create();
    server.connectionHandler(
        connection -> connection.closeHandler(() -> Promise.promise().future()));
    InProcessServer.await(listen(server));
    try (var client = LibqbClient.connect(service)) {
      client.call(ECHO, 1);
      InProcessServer.await(server.shutdown(SHORT));
      assertNothingLeft();
    }
  }

  @Test
  public void closeHandlersAreWaitedFor() throws Exception {
    var server = create();
    Promise<Void> done = Promise.promise();
    var asked = new CountDownLatch(1);
    server.connectionHandler(
        connection ->
            connection.closeHandler(
                () -> {
                  asked.countDown();
                  return done.future();
                }));
    InProcessServer.await(listen(server));
    try (var client = LibqbClient.connect(service)) {
      client.call(ECHO, 1);
      Future<Void> closed = server.close();
      assertTrue(asked.await(OutputLines.PATIENCE.toSeconds(), TimeUnit.SECONDS));
      assertFalse(closed.isComplete());
      assertEquals(1, SharedMemory.directoriesOf(OWN_PID).size());
      done.complete();
      InProcessServer.await(closed);
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
  public void operationThatDoesNotStopIsNamedByTheEnd() {
    var server = create();
    InProcessServer.await(server.operation(ECHO, Unstoppable::new, new OperationOptions()));
    InProcessServer.await(server.listen());
    assertLeft("operations have not stopped", server.shutdown(SHORT));
    assertNothingLeft();
  }

  private static void assertLeft(String what, Future<Void> closed) {
    var failures = new ConcurrentLinkedQueue<Throwable>();
    InProcessServer.await(closed.onFailure(failures::add).otherwiseEmpty());
    assertEquals(1, failures.size());
    var e = failures.peek();
    assertEquals(TimeoutException.class, e.getClass());
    assertTrue(e.getMessage(), e.getMessage().contains(what));
  }

  @Test
  public void readerThatIsStuckInAnOperationIsNamedByTheEnd() throws Exception {
    var server = create();
    var stuck = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    InProcessServer.await(
        server.operation(
            ECHO,
            request -> {
              stuck.countDown();
              awaitUninterruptibly(goOn);
              request.done();
            }));
    InProcessServer.await(server.listen());
    try (var client = LibqbClient.connect(service)) {
      client.send(ECHO);
      assertTrue(stuck.await(OutputLines.PATIENCE.toSeconds(), TimeUnit.SECONDS));
      assertLeft("a reader is busy with a request", server.shutdown(Duration.ZERO));
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
