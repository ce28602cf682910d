package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.asyncAssertErrno;
import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.AsyncAssertions.awaitErrno;
import static dev.qbipc.AsyncAssertions.awaitFailure;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

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
import java.util.stream.IntStream;
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
  private Future<Void> inService(
      TestContext test, String version, Map<Integer, Operation> operations) {
    return await(test, deploy(version, operations)).retired();
  }

  private void undeploy(TestContext test) {
    await(test, server.server().undeploy(MODULE).compose(ModuleChange::retired));
  }

  private OperationStats stats(TestContext test, int id) {
    return await(test, server.server().operationStats()).stream()
        .filter(operation -> operation.id() == id)
        .findFirst()
        .orElseThrow();
  }

  // ---- under load ----------------------------------------------------------------------------

  /** A client that sends several requests before it looks at the answers, until it is ended. */
  private final class Caller {

    private final int id;
    private volatile boolean ended;
    private int calls;
    private int lastVersion;

    Caller(int id) {
      this.id = id;
    }

    /** Calls on a worker, as libqb's client blocks, and succeeds with how many calls there were. */
    Future<Integer> start() {
      return server.vertx().executeBlocking(this::callUntilEnded, false);
    }

    private int callUntilEnded() {
      try (var client = connect()) {
        while (!ended) {
          call(client);
        }
      }
      assertTrue("it called", calls > 0);
      return calls;
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

    void end() {
      ended = true;
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
  public void swapsUnderLoadLoseNothingAndReorderNothing(TestContext test) {
    await(test, deploy("0", version(0)));
    List<Caller> callers =
        IntStream.range(0, CLIENTS)
            .mapToObj(i -> new Caller(i % 2 == 0 ? OPERATION : OTHER_OPERATION))
            .toList();
    List<Future<Integer>> calls = callers.stream().map(Caller::start).toList();
    for (int version = 1; version <= SWAPS; version++) {
      await(test, inService(test, Integer.toString(version), version(version)));
    }
    callers.forEach(Caller::end);
    long total = 0;
    for (var calling : calls) {
      total += await(test, calling);
    }
    assertEquals(Integer.toString(SWAPS), stats(test, OPERATION).version());
    assertEquals(
        total, stats(test, OPERATION).requests() + stats(test, OTHER_OPERATION).requests());
    assertEquals(0, stats(test, OPERATION).errors() + stats(test, OTHER_OPERATION).errors());
  }

  @Test
  public void swapsThatAreAskedForAtOnceTakeEffectOneAfterAnother(TestContext test) {
    List<Future<ModuleChange>> swaps = new ArrayList<>();
    for (int version = 0; version < 20; version++) {
      swaps.add(deploy(Integer.toString(version), version(version)));
    }
    await(test, Future.all(swaps));
    try (var client = connect()) {
      assertEquals(19, client.call(OPERATION, 1).intAt(0));
      assertEquals(19, client.call(OTHER_OPERATION, 1).intAt(0));
    }
  }

  // ---- requests that are on their way --------------------------------------------------------

  @Test
  public void requestsTakenByTheOldVersionEndThere(TestContext test) throws Exception {
    for (Threading threading : new Threading[] {Threading.READER, Threading.WORKER}) {
      stopped.set(0);
      await(test, deploy("old", Map.of(OPERATION, operation(threading, left::add))));
      try (var early = connect();
          var late = connect()) {
        early.send(OPERATION, (byte) 1);
        Request taken = left.take();
        var retired = inService(test, "new", Map.of(OPERATION, operation(versioned(2))));
        assertEquals("new", stats(test, OPERATION).version());
        assertEquals(2, late.call(OPERATION, 0).intAt(0));
        assertFalse("the old version has work to do", retired.isComplete());
        assertEquals(0, stopped.get());
        taken.reply(LibqbMessage.ints(1));
        assertEquals(1, early.receive().intAt(0));
        await(test, retired);
        assertTrue(stopped.get() > 0);
      }
      undeploy(test);
    }
  }

  @Test
  public void versionThatCanNotEndDoesNotHoldUpTheNextSwap(TestContext test) throws Exception {
    await(test, deploy("1", Map.of(OPERATION, operation(left::add))));
    try (var client = connect()) {
      client.send(OPERATION);
      Request stuck = left.take();
      var first = inService(test, "2", Map.of(OPERATION, operation(versioned(2))));
      await(test, inService(test, "3", Map.of(OPERATION, operation(versioned(3)))));
      assertFalse(first.isComplete());
      stuck.done();
      await(test, first);
      assertEquals(3, client.call(OPERATION, 0).intAt(0));
    }
  }

  @Test
  public void moduleThatIsTakenOutOfServiceEndsItsRequests(TestContext test) throws Exception {
    await(test, deploy("1", Map.of(OPERATION, operation(left::add))));
    try (var early = connect();
        var late = connect()) {
      early.send(OPERATION);
      Request taken = left.take();
      var retired = await(test, server.server().undeploy(MODULE)).retired();
      assertEquals(-Errno.ENOSYS, late.call(OPERATION, 0).error());
      assertFalse("it has work to do", retired.isComplete());
      taken.reply(LibqbMessage.ints(1));
      assertEquals(1, early.receive().intAt(0));
      await(test, retired);
      assertTrue(stopped.get() > 0);
    }
  }

  @Test
  public void clientThatLeavesWithARequestOnItsWayDoesNotHoldUpASwap(TestContext test)
      throws Exception {
    await(test, deploy("1", Map.of(OPERATION, operation(left::add))));
    try (var client = connect()) {
      client.send(OPERATION);
      left.take();
    }
    await(test, inService(test, "2", Map.of(OPERATION, operation(versioned(2)))));
  }

  // ---- versions that are refused -------------------------------------------------------------

  @Test
  public void versionThatDoesNotStartIsRefusedAsAWhole(TestContext test) {
    await(test, deploy("good", version(1)));
    stopped.set(0);
    awaitFailure(
        test,
        deploy(
            "bad",
            Map.of(OPERATION, operation(versioned(2)), OTHER_OPERATION, broken(), 102, broken())),
        e -> {
          test.assertEquals(IllegalStateException.class, e.getClass());
          test.assertEquals("as the test wants it", e.getMessage());
        });
    assertTrue("what had started was stopped", stopped.get() > 0);
    try (var client = connect()) {
      assertEquals(1, client.call(OPERATION, 0).intAt(0));
      assertEquals(1, client.call(OTHER_OPERATION, 0).intAt(0));
      assertEquals(-Errno.ENOSYS, client.call(102).error());
    }
    assertEquals("good", stats(test, OPERATION).version());
  }

  @Test
  public void supplierThatThrowsIsRefused(TestContext test) {
    Operation throwing =
        new Operation(
            () -> {
              throw new NoClassDefFoundError("as the test wants it");
            });
    await(test, deploy("good", version(1)));
    awaitFailure(
        test,
        deploy("bad", Map.of(OPERATION, operation(versioned(2)), 102, throwing)),
        e -> test.assertEquals(NoClassDefFoundError.class, e.getClass()));
    try (var client = connect()) {
      assertEquals(1, client.call(OPERATION, 0).intAt(0));
    }
  }

  @Test
  public void versionThatThrowsWhenItStopsIsGoneAllTheSame(TestContext test) {
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
    await(test, deploy("1", Map.of(OPERATION, stubborn)));
    await(test, inService(test, "2", Map.of(OPERATION, operation(versioned(2)))));
    try (var client = connect()) {
      assertEquals(2, client.call(OPERATION, 0).intAt(0));
    }
  }

  @Test
  public void idOfAnotherModuleIsRefused(TestContext test) {
    await(test, deploy("1", version(1)));
    var own = server.server();
    awaitErrno(test, Errno.EEXIST, own.deploy("other", "1", version(2)));
    awaitErrno(test, Errno.EEXIST, own.operation(OPERATION, Request::done));
    awaitErrno(test, Errno.EEXIST, own.operation(ECHO, Request::done));
    try (var client = connect()) {
      assertEquals(1, client.call(OPERATION, 0).intAt(0));
    }
  }

  // ---- out of service ------------------------------------------------------------------------

  @Test
  public void idsThatAModuleHasNoMoreAreUnknown(TestContext test) {
    await(test, deploy("1", version(1)));
    await(test, deploy("2", Map.of(OPERATION, operation(versioned(2)))));
    try (var client = connect()) {
      assertEquals(2, client.call(OPERATION, 0).intAt(0));
      assertEquals(-Errno.ENOSYS, client.call(OTHER_OPERATION, 0).error());
      undeploy(test);
      assertEquals(-Errno.ENOSYS, client.call(OPERATION, 0).error());
      await(test, deploy("3", version(3)));
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
    await(test, deploy("1", Map.of(OPERATION, swapper)));
    try (var client = connect()) {
      client.send(OPERATION);
      deployed.awaitSuccess();
      undeploy(test);
      assertEquals(7, client.call(102, 0).intAt(0));
    }
  }

  @Test
  public void statisticsSurviveASwap(TestContext test) {
    await(test, deploy("1", version(1)));
    try (var client = connect()) {
      client.call(OPERATION, 0);
      await(test, deploy("2", version(2)));
      client.call(OPERATION, 0);
    }
    OperationStats stats = stats(test, OPERATION);
    assertEquals(MODULE, stats.module());
    assertEquals("2", stats.version());
    assertEquals(Threading.READER, stats.threading());
    assertEquals(2, stats.requests());
    assertEquals(0, stats.inFlight());
    assertEquals(2, stats.latencies().count());
    assertTrue(stats.latencies().p50Nanos() > 0);
    assertTrue(stats.latencies().p50Nanos() <= stats.latencies().maxNanos());
    assertEquals("of no request", 0, stats(test, OTHER_OPERATION).latencies().maxNanos());
  }
}
