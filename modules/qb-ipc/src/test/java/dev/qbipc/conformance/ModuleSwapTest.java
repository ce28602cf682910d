package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.ModuleChange;
import dev.qbipc.server.Operation;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationStats;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import dev.qbipc.server.Threading;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

/** Modules that are swapped while clients call: nothing is lost, and no client notices. */
public class ModuleSwapTest extends OwnServerTest {

  private static final String MODULE = "module";
  private static final int SWAPS = 60;
  private static final int CLIENTS = 4;
  private static final int REQUESTS_AT_ONCE = 8;

  /** Instances of any version that were stopped. */
  private final AtomicInteger stopped = new AtomicInteger();

  /** Requests that an operation has been given and not answered. */
  private final BlockingQueue<Request> left = new LinkedBlockingQueue<>();

  private final class TestVerticle extends OperationVerticle {

    private final Handler<Request> handler;

    TestVerticle(Handler<Request> handler) {
      this.handler = handler;
    }

    @Override
    public void handle(Request request) {
      handler.handle(request);
    }

    @Override
    public Future<?> stop() {
      stopped.incrementAndGet();
      return Future.succeededFuture();
    }
  }

  private Operation operation(Threading threading, Handler<Request> handler) {
    return new Operation(
        () -> new TestVerticle(handler), new OperationOptions().setThreading(threading));
  }

  private Operation operation(Handler<Request> handler) {
    return operation(Threading.READER, handler);
  }

  private static Operation broken() {
    return new Operation(
        () ->
            new OperationVerticle() {
              @Override
              public void handle(Request request) {
                request.done();
              }

              @Override
              public Future<?> start() {
                throw new IllegalStateException("as the test wants it");
              }
            });
  }

  /** Answers with the version and what the client sent. */
  private static Handler<Request> versioned(int version) {
    return request -> {
      int number = LibqbMessage.firstInt(request.payload().getBytes());
      request.reply(LibqbMessage.ints(version, number));
    };
  }

  private Future<ModuleChange> deploy(String version, Map<Integer, Operation> operations) {
    return server.server().deploy(MODULE, version, operations);
  }

  /** Waits until a version is in service, and returns what waits for the end of the one before. */
  private Future<Void> inService(String version, Map<Integer, Operation> operations) {
    return InProcessServer.await(deploy(version, operations)).retired();
  }

  private void undeploy() {
    await(server.server().undeploy(MODULE).compose(ModuleChange::retired));
  }

  private static void await(Future<?> future) {
    InProcessServer.await(future);
  }

  private static int errnoOf(Future<?> future) {
    return assertThrows(QbException.class, () -> await(future)).errno();
  }

  private OperationStats stats(int id) {
    return InProcessServer.await(server.server().operationStats()).stream()
        .filter(operation -> operation.id() == id)
        .findFirst()
        .orElseThrow();
  }

  // ---- under load ----------------------------------------------------------------------------

  /** A client that sends several requests before it looks at the answers. */
  private final class Caller extends Thread {

    private final int id;
    private volatile boolean ended;
    private int calls;
    private int lastVersion;
    private Throwable failure;

    Caller(int id) {
      this.id = id;
    }

    @Override
    public void run() {
      try (var client = connect()) {
        while (!ended) {
          call(client);
        }
      } catch (RuntimeException | AssertionError e) {
        failure = e;
      }
    }

    private void call(LibqbClient client) {
      for (int i = 0; i < REQUESTS_AT_ONCE; i++) {
        client.send(id, LibqbMessage.ints(calls + i));
      }
      for (int i = 0; i < REQUESTS_AT_ONCE; i++) {
        LibqbMessage answer = client.receive();
        assertEquals(0, answer.error());
        assertEquals("in order", calls++, answer.intAt(1));
        assertTrue("no older version again", answer.intAt(0) >= lastVersion);
        lastVersion = answer.intAt(0);
      }
    }

    void endAndCheck() throws InterruptedException {
      ended = true;
      join();
      if (failure != null) {
        throw new AssertionError("client of operation " + id, failure);
      }
      assertTrue("it called", calls > 0);
    }
  }

  private Map<Integer, Operation> version(int version) {
    return Map.of(
        OPERATION,
        operation(Threading.READER, versioned(version)),
        OTHER_OPERATION,
        operation(Threading.WORKER, versioned(version)));
  }

  @Test
  public void swapsUnderLoadLoseNothingAndReorderNothing() throws Exception {
    await(deploy("0", version(0)));
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      var caller = new Caller(i % 2 == 0 ? OPERATION : OTHER_OPERATION);
      callers.add(caller);
      caller.start();
    }
    for (int version = 1; version <= SWAPS; version++) {
      await(inService(Integer.toString(version), version(version)));
    }
    for (Caller caller : callers) {
      caller.endAndCheck();
    }
    assertEquals(Integer.toString(SWAPS), stats(OPERATION).version());
    int total = callers.stream().mapToInt(caller -> caller.calls).sum();
    assertEquals(total, stats(OPERATION).requests() + stats(OTHER_OPERATION).requests());
    assertEquals(0, stats(OPERATION).errors() + stats(OTHER_OPERATION).errors());
  }

  @Test
  public void swapsThatAreAskedForAtOnceTakeEffectOneAfterAnother() {
    List<Future<ModuleChange>> swaps = new ArrayList<>();
    for (int version = 0; version < 20; version++) {
      swaps.add(deploy(Integer.toString(version), version(version)));
    }
    swaps.forEach(ModuleSwapTest::await);
    try (var client = connect()) {
      assertEquals(19, client.call(OPERATION, 1).intAt(0));
      assertEquals(19, client.call(OTHER_OPERATION, 1).intAt(0));
    }
  }

  // ---- requests that are on their way --------------------------------------------------------

  @Test
  public void requestsTakenByTheOldVersionEndThere() throws Exception {
    for (Threading threading : new Threading[] {Threading.READER, Threading.WORKER}) {
      stopped.set(0);
      await(deploy("old", Map.of(OPERATION, operation(threading, left::add))));
      try (var early = connect();
          var late = connect()) {
        early.send(OPERATION, (byte) 1);
        Request taken = left.take();
        var retired = inService("new", Map.of(OPERATION, operation(versioned(2))));
        assertEquals("new", stats(OPERATION).version());
        assertEquals(2, late.call(OPERATION, 0).intAt(0));
        assertFalse("the old version has work to do", retired.isComplete());
        assertEquals(0, stopped.get());
        taken.reply(LibqbMessage.ints(1));
        assertEquals(1, early.receive().intAt(0));
        await(retired);
        assertTrue(stopped.get() > 0);
      }
      undeploy();
    }
  }

  @Test
  public void versionThatCanNotEndDoesNotHoldUpTheNextSwap() throws Exception {
    await(deploy("1", Map.of(OPERATION, operation(left::add))));
    try (var client = connect()) {
      client.send(OPERATION);
      Request stuck = left.take();
      var first = inService("2", Map.of(OPERATION, operation(versioned(2))));
      await(inService("3", Map.of(OPERATION, operation(versioned(3)))));
      assertFalse(first.isComplete());
      stuck.done();
      await(first);
      assertEquals(3, client.call(OPERATION, 0).intAt(0));
    }
  }

  @Test
  public void moduleThatIsTakenOutOfServiceEndsItsRequests() throws Exception {
    await(deploy("1", Map.of(OPERATION, operation(left::add))));
    try (var early = connect();
        var late = connect()) {
      early.send(OPERATION);
      Request taken = left.take();
      var retired = InProcessServer.await(server.server().undeploy(MODULE)).retired();
      assertEquals(-Errno.ENOSYS, late.call(OPERATION, 0).error());
      assertFalse("it has work to do", retired.isComplete());
      taken.reply(LibqbMessage.ints(1));
      assertEquals(1, early.receive().intAt(0));
      await(retired);
      assertTrue(stopped.get() > 0);
    }
  }

  @Test
  public void clientThatLeavesWithARequestOnItsWayDoesNotHoldUpASwap() throws Exception {
    await(deploy("1", Map.of(OPERATION, operation(left::add))));
    try (var client = connect()) {
      client.send(OPERATION);
      left.take();
    }
    await(inService("2", Map.of(OPERATION, operation(versioned(2)))));
  }

  // ---- versions that are refused -------------------------------------------------------------

  @Test
  public void versionThatDoesNotStartIsRefusedAsAWhole() {
    await(deploy("good", version(1)));
    stopped.set(0);
    var refused =
        deploy(
            "bad",
            Map.of(OPERATION, operation(versioned(2)), OTHER_OPERATION, broken(), 102, broken()));
    var e = assertThrows(IllegalStateException.class, () -> await(refused));
    assertEquals("as the test wants it", e.getMessage());
    assertTrue("what had started was stopped", stopped.get() > 0);
    try (var client = connect()) {
      assertEquals(1, client.call(OPERATION, 0).intAt(0));
      assertEquals(1, client.call(OTHER_OPERATION, 0).intAt(0));
      assertEquals(-Errno.ENOSYS, client.call(102).error());
    }
    assertEquals("good", stats(OPERATION).version());
  }

  @Test
  public void supplierThatThrowsIsRefused() {
    Operation throwing =
        new Operation(
            () -> {
              throw new NoClassDefFoundError("as the test wants it");
            });
    await(deploy("good", version(1)));
    var refused = deploy("bad", Map.of(OPERATION, operation(versioned(2)), 102, throwing));
    assertThrows(AssertionError.class, () -> await(refused));
    try (var client = connect()) {
      assertEquals(1, client.call(OPERATION, 0).intAt(0));
    }
  }

  @Test
  public void versionThatThrowsWhenItStopsIsGoneAllTheSame() {
    Operation stubborn =
        new Operation(
            () ->
                new OperationVerticle() {
                  @Override
                  public void handle(Request request) {
                    request.reply(LibqbMessage.ints(1));
                  }

                  @Override
                  public Future<?> stop() {
                    throw new IllegalStateException("as the test wants it");
                  }
                });
    await(deploy("1", Map.of(OPERATION, stubborn)));
    await(inService("2", Map.of(OPERATION, operation(versioned(2)))));
    try (var client = connect()) {
      assertEquals(2, client.call(OPERATION, 0).intAt(0));
    }
  }

  @Test
  public void idOfAnotherModuleIsRefused() {
    await(deploy("1", version(1)));
    var other = server.server().deploy("other", "1", version(2));
    assertEquals(Errno.EEXIST, errnoOf(other));
    assertEquals(Errno.EEXIST, errnoOf(server.server().operation(OPERATION, Request::done)));
    assertEquals(Errno.EEXIST, errnoOf(server.server().operation(ECHO, Request::done)));
    try (var client = connect()) {
      assertEquals(1, client.call(OPERATION, 0).intAt(0));
    }
  }

  // ---- out of service ------------------------------------------------------------------------

  @Test
  public void idsThatAModuleHasNoMoreAreUnknown() {
    await(deploy("1", version(1)));
    await(deploy("2", Map.of(OPERATION, operation(versioned(2)))));
    try (var client = connect()) {
      assertEquals(2, client.call(OPERATION, 0).intAt(0));
      assertEquals(-Errno.ENOSYS, client.call(OTHER_OPERATION, 0).error());
      undeploy();
      assertEquals(-Errno.ENOSYS, client.call(OPERATION, 0).error());
      await(deploy("3", version(3)));
      assertEquals(3, client.call(OTHER_OPERATION, 0).intAt(0));
    }
  }

  @Test
  public void moduleThatIsNotThereCanNotBeUndeployed(TestContext test) {
    server.server().undeploy("nobody").onComplete(asyncAssertErrno(test, Errno.ENOENT));
  }

  /** Vert.x undeploys what a verticle deploys together with it. */
  @Test
  public void operationsOutliveTheVerticleThatPutThemInService(TestContext test) {
    Async deployed = test.async();
    var swapper =
        operation(
            request -> {
              server
                  .server()
                  .deploy("swapped", "1", Map.of(102, operation(versioned(7))))
                  .onComplete(test.asyncAssertSuccess(change -> deployed.complete()));
              request.done();
            });
    await(deploy("1", Map.of(OPERATION, swapper)));
    try (var client = connect()) {
      client.send(OPERATION);
      deployed.awaitSuccess();
      undeploy();
      assertEquals(7, client.call(102, 0).intAt(0));
    }
  }

  @Test
  public void statisticsSurviveASwap() {
    await(deploy("1", version(1)));
    try (var client = connect()) {
      client.call(OPERATION, 0);
      await(deploy("2", version(2)));
      client.call(OPERATION, 0);
    }
    OperationStats stats = stats(OPERATION);
    assertEquals(MODULE, stats.module());
    assertEquals("2", stats.version());
    assertEquals(Threading.READER, stats.threading());
    assertEquals(2, stats.requests());
    assertEquals(0, stats.inFlight());
    assertEquals(2, stats.latencies().count());
    assertTrue(stats.latencies().p50Nanos() > 0);
    assertTrue(stats.latencies().p50Nanos() <= stats.latencies().maxNanos());
    assertEquals("of no request", 0, stats(OTHER_OPERATION).latencies().maxNanos());
  }
}
