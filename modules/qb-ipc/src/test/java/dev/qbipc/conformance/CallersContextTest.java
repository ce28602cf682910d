package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertEquals;

import dev.qbipc.linux.Errno;
import dev.qbipc.server.ModuleChange;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.Request;
import dev.qbipc.testing.Patience;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/**
 * Each future that the server's end gives completes on the context of whoever called, be it an
 * event loop's or a worker's, and on its reader in place. A method without an entry here fails.
 */
@RunWith(VertxUnitRunner.class)
public class CallersContextTest {

  private static final int MESSAGE_SIZE = 4096;
  private static final int KEEP = 1;
  private static final int ON_READER = 2;
  private static final byte[] PAYLOAD = {1, 2, 3};
  private static final List<Buffer> PARTS = List.of(Buffer.buffer(PAYLOAD), Buffer.buffer("4"));

  private static final Map<String, Function<QbConnection, Future<?>>> OF_CONNECTIONS =
      new TreeMap<>();
  private static final Map<String, Function<Request, Future<?>>> OF_REQUESTS = new TreeMap<>();

  static {
    OF_CONNECTIONS.put(
        "sendEvent(int, int, Buffer)", c -> c.sendEvent(KEEP, 0, Buffer.buffer(PAYLOAD)));
    OF_CONNECTIONS.put("send(int, int, Buffer)", c -> c.send(KEEP, 0, Buffer.buffer(PAYLOAD)));
    OF_CONNECTIONS.put("sendEvent(int, int, List)", c -> c.sendEvent(KEEP, 0, PARTS));
    OF_CONNECTIONS.put("send(int, int, List)", c -> c.send(KEEP, 0, PARTS));
    OF_CONNECTIONS.put("stats(boolean)", c -> c.stats(false));
    OF_CONNECTIONS.put("disconnect()", QbConnection::disconnect);
    OF_CONNECTIONS.put("closed()", QbConnection::closed);

    OF_REQUESTS.put("reply(byte[])", r -> r.reply(PAYLOAD));
    OF_REQUESTS.put("reply(byte[], int, int)", r -> r.reply(PAYLOAD, 1, 2));
    OF_REQUESTS.put("reply(Buffer)", r -> r.reply(Buffer.buffer(PAYLOAD)));
    OF_REQUESTS.put("reply(List)", r -> r.reply(PARTS));
    OF_REQUESTS.put("reply()", Request::reply);
    OF_REQUESTS.put("replyIfItFits(byte[])", r -> r.replyIfItFits(PAYLOAD));
    OF_REQUESTS.put("fail(int)", r -> r.fail(Errno.ENOENT));
    OF_REQUESTS.put("respond(int, int, byte[])", r -> r.respond(KEEP, 0, PAYLOAD));
  }

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "callers-context-test-" + ProcessHandle.current().pid();
  private final BlockingQueue<Request> kept = new LinkedBlockingQueue<>();
  private VertxInternal vertx;
  private List<Context> callers;

  @Before
  public void startVertx() {
    vertx = (VertxInternal) Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    callers = List.of(vertx.createEventLoopContext(), vertx.createWorkerContext());
  }

  @After
  public void closeVertx(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private QbServer create() {
    return QbServer.create(vertx, new QbServerOptions().setService(service));
  }

  private QbServer serve(TestContext test, Consumer<Request> onReader) {
    var server = create();
    await(
        test,
        server
            .operation(KEEP, kept::add)
            .compose(done -> server.operation(ON_READER, onReader::accept))
            .compose(done -> server.listen()));
    return server;
  }

  private <T> void assertCompletes(
      TestContext test,
      String name,
      Context caller,
      T target,
      Function<T, Future<?>> call,
      boolean succeeds) {
    Async completed = test.async();
    caller.runOnContext(
        now ->
            call.apply(target)
                .onComplete(
                    outcome -> {
                      test.assertEquals(succeeds, outcome.succeeded(), name + " succeeds");
                      test.assertEquals(caller, Vertx.currentContext(), name);
                      completed.complete();
                    }));
    completed.awaitSuccess();
  }

  @Test
  public void everyMethodHasItsTest() {
    assertEquals(ServerCalls.methodsOf(QbServer.class), ServerCalls.ALL.keySet());
    assertEquals(ServerCalls.methodsOf(QbConnection.class), OF_CONNECTIONS.keySet());
    assertEquals(ServerCalls.methodsOf(Request.class), OF_REQUESTS.keySet());
    assertEquals(ServerCalls.methodsOf(ModuleChange.class), Set.of("retired()"));
  }

  @Test
  public void callsOfTheServer(TestContext test) {
    for (Context caller : callers) {
      for (var call : ServerCalls.ALL.entrySet()) {
        boolean listens = !call.getKey().equals("listen()");
        var server = listens ? serve(test, Request::done) : create();
        boolean succeeds = !call.getKey().startsWith("undeploy");
        assertCompletes(test, call.getKey(), caller, server, call.getValue(), succeeds);
        await(test, server.close());
        boolean ends = call.getKey().startsWith("close") || call.getKey().startsWith("shutdown");
        assertCompletes(test, call.getKey(), caller, server, call.getValue(), ends);
      }
    }
  }

  @Test
  public void endsOfModules(TestContext test) {
    var server = serve(test, Request::done);
    for (Context caller : callers) {
      for (int version = 0; version < 2; version++) {
        assertCompletes(
            test,
            "retired()",
            caller,
            server,
            s -> s.deploy("m", "v", Map.of()).compose(ModuleChange::retired),
            true);
      }
    }
  }

  @Test
  public void callsOfConnections(TestContext test) {
    var server = serve(test, Request::done);
    for (Context caller : callers) {
      for (var call : OF_CONNECTIONS.entrySet()) {
        var client = RawClient.open(service, MESSAGE_SIZE);
        try {
          assertCompletes(test, call.getKey(), caller, connection(server), call.getValue());
        } finally {
          client.close();
        }
      }
    }
  }

  private void assertCompletes(
      TestContext test,
      String name,
      Context caller,
      QbConnection connection,
      Function<QbConnection, Future<?>> call) {
    Function<QbConnection, Future<?>> endingCall =
        c -> {
          Future<?> closed = call.apply(c);
          c.disconnect();
          return closed;
        };
    boolean ends = name.equals("closed()");
    assertCompletes(test, name, caller, connection, ends ? endingCall : call, true);
    await(test, connection.disconnect());
    assertCompletes(test, name, caller, connection, call, !isLost(name));
  }

  /** Whether a call does nothing for a connection that is gone. */
  private static boolean isLost(String name) {
    return name.startsWith("send");
  }

  private QbConnection connection(QbServer server) {
    Eventually.assertBecomes("connections", 1, () -> server.connections().size());
    return server.connections().get(0);
  }

  @Test
  public void callsOfRequests(TestContext test) throws Exception {
    var server = serve(test, Request::done);
    for (Context caller : callers) {
      for (var call : OF_REQUESTS.entrySet()) {
        try (var client = RawClient.open(service, MESSAGE_SIZE)) {
          client.send(KEEP, (byte) 1);
          Request request = kept.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
          assertCompletes(test, call.getKey(), caller, request, call.getValue(), true);
          await(test, connection(server).disconnect());
          assertCompletes(test, call.getKey(), caller, request, call.getValue(), false);
        }
      }
    }
  }

  /** So that the usual answer needs no object. */
  @Test
  public void onTheReaderCallsCompleteInPlace(TestContext test) {
    Async inPlace = test.async();
    serve(
        test,
        request -> {
          Map<String, Boolean> complete = new TreeMap<>();
          OF_CONNECTIONS.forEach(
              (name, call) -> {
                if (name.contains("(int") || name.contains("(boolean")) {
                  complete.put(name, call.apply(request.connection()).succeeded());
                }
              });
          complete.put("respond", request.respond(KEEP, 0, PAYLOAD).succeeded());
          complete.put("reply", request.reply(PAYLOAD).succeeded());
          test.assertEquals(7, complete.size());
          test.assertFalse(complete.containsValue(false), complete.toString());
          inPlace.complete();
        });
    try (var client = RawClient.open(service, MESSAGE_SIZE)) {
      client.send(ON_READER, (byte) 1);
      inPlace.awaitSuccess();
    }
  }

  /** One that has to wait for room in the ring, or for the answer of an earlier request. */
  @Test
  public void responseThatIsHeldCompletesOnTheOperationsContext(TestContext test) throws Exception {
    Async called = test.async();
    Async completed = test.async();
    serve(
        test,
        request -> {
          Context context = Vertx.currentContext();
          test.assertTrue(context.isWorkerContext());
          Future<Void> held = request.reply(PAYLOAD);
          test.assertFalse(held.isComplete());
          held.onComplete(
              outcome -> {
                test.assertEquals(context, Vertx.currentContext());
                completed.complete();
              });
          called.complete();
        });
    try (var client = RawClient.open(service, MESSAGE_SIZE)) {
      client.send(KEEP, (byte) 1);
      client.send(ON_READER, (byte) 1);
      called.awaitSuccess();
      await(test, kept.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).reply(PAYLOAD));
      completed.awaitSuccess();
    }
  }
}
