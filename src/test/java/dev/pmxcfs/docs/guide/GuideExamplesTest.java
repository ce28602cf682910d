package dev.pmxcfs.docs.guide;

import static dev.qbipc.AsyncAssertions.asyncAssertErrno;
import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.AsyncAssertions.awaitErrno;

import dev.pmxcfs.ipc.harness.Program;
import dev.qbipc.QbException;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import dev.qbipc.testing.Patience;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The guide's code does what the guide says. */
@RunWith(VertxUnitRunner.class)
public class GuideExamplesTest {

  private static final Duration PATIENCE = Program.PATIENCE;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Vertx vertx = ServerExamples.vertx();
  private final String service = Program.newService();

  @After
  public void closeVertx(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void aServerAnswers(TestContext test) {
    ServerExamples.listen(vertx, service)
        .compose(server -> call(1, "world"))
        .onComplete(answers(test, "hello, world"));
  }

  @Test
  public void anAcceptPolicyLetsRootIn(TestContext test) {
    QbServer server = server();
    ServerExamples.admit(server);
    boolean root = System.getProperty("user.name").equals("root");
    Handler<AsyncResult<QbMessage>> admitted =
        root ? answers(test, "") : asyncAssertErrno(test, Errno.EACCES);
    server
        .operation(1, request -> request.reply())
        .compose(deployed -> server.listen())
        .compose(listening -> call(1, ""))
        .onComplete(admitted);
  }

  @Test
  public void aServiceEndsWithItsVerticle(TestContext test) {
    vertx
        .deployVerticle(new ServerExamples.GreetingVerticle(service))
        .compose(
            id ->
                call(1, "")
                    .onSuccess(answer -> test.assertEquals("hello", answer.payload().toString()))
                    .compose(answer -> vertx.undeploy(id)))
        .onComplete(
            test.asyncAssertSuccess(
                gone -> call(1, "").onComplete(asyncAssertErrno(test, Errno.ECONNREFUSED))));
  }

  @Test
  public void aServerIsMeasured(TestContext test) {
    var registry = new SimpleMeterRegistry();
    ServerExamples.listen(vertx, service)
        .compose(
            server -> client().compose(client -> client.request(1, Buffer.buffer())).map(server))
        .onComplete(
            test.asyncAssertSuccess(
                server -> {
                  ServerExamples.measure(server, registry);
                  double connections = registry.get("qbipc.connections").gauge().value();
                  test.assertEquals(1.0, connections);
                }));
  }

  @Test
  public void aServerIsShutDown(TestContext test) {
    ServerExamples.listen(vertx, service)
        .compose(ServerExamples::shutdown)
        .onComplete(
            test.asyncAssertSuccess(
                done -> call(1, "").onComplete(asyncAssertErrno(test, Errno.ECONNREFUSED))));
  }

  /** It waits for both, as a program's main thread may. */
  @Test
  public void aProgramEndsItsServerAndItsVertx(TestContext test) {
    Vertx ofProgram = ServerExamples.vertx();
    ServerExamples.end(await(test, ServerExamples.listen(ofProgram, service)), ofProgram);
    call(1, "").onComplete(asyncAssertErrno(test, Errno.ECONNREFUSED));
  }

  @Test
  public void aServerMakesItsClientsWait(TestContext test) {
    QbServer server = await(test, ServerExamples.listen(vertx, service));
    QbClient client = await(test, client());
    await(test, client.request(1, Buffer.buffer(), PATIENCE));
    await(test, ServerExamples.pause(server));
    awaitErrno(test, Errno.EAGAIN, client.request(1, Buffer.buffer(), Duration.ofMillis(1)));
    ServerExamples.resume(server)
        .compose(resumed -> client.request(1, Buffer.buffer("again"), PATIENCE))
        .onComplete(answers(test, "hello, again"));
  }

  @Test
  public void anOperationAnswersFromWhatItIsGiven(TestContext test) {
    QbServer server = server();
    OperationExamples.lookUp(server)
        .compose(deployed -> server.listen())
        .onComplete(
            test.asyncAssertSuccess(
                listening -> {
                  call(2, "answer").onComplete(answers(test, "42"));
                  call(2, "question").onComplete(refuses(test, Errno.ENOENT));
                  call(2, "").onComplete(refuses(test, Errno.EINVAL));
                }));
  }

  @Test
  public void anOperationAnswersLater(TestContext test) {
    QbServer server = server();
    OperationExamples.delayed(server)
        .compose(deployed -> server.listen())
        .compose(listening -> call(3, "later"))
        .onComplete(answers(test, "later"));
  }

  @Test
  public void anOperationBlocksAWorker(TestContext test) throws IOException {
    Files.writeString(folder.getRoot().toPath().resolve("file"), "contents");
    QbServer server = server();
    OperationExamples.readFile(server, folder.getRoot().toPath())
        .compose(deployed -> server.listen())
        .onComplete(
            test.asyncAssertSuccess(
                listening -> {
                  call(4, "file").onComplete(answers(test, "contents"));
                  call(4, "another").onComplete(refuses(test, Errno.ENOENT));
                  call(4, "../another").onComplete(refuses(test, Errno.EACCES));
                }));
  }

  @Test
  public void aClientAsks(TestContext test) {
    ServerExamples.listen(vertx, service)
        .compose(server -> ClientExamples.ask(vertx, service))
        .onSuccess(answer -> test.assertEquals("hello, world", answer.toString()))
        .compose(answer -> client())
        .compose(client -> ClientExamples.askForAMinute(client, Buffer.buffer("you")))
        .onComplete(answers(test, "hello, you"));
  }

  @Test
  public void anErrorOfTheServiceFailsTheFuture(TestContext test) {
    QbServer server = server();
    server
        .operation(1, request -> request.fail(Errno.EPERM))
        .compose(deployed -> server.listen())
        .compose(listening -> ClientExamples.ask(vertx, service))
        .onComplete(asyncAssertErrno(test, Errno.EPERM));
  }

  @Test
  public void aClientIsToldOfEventsAndOfTheEnd(TestContext test) {
    Async welcome = test.async();
    Async end = test.async();
    QbServer server = server();
    EventExamples.greet(server);
    server
        .listen()
        .compose(
            listening ->
                ClientExamples.listen(
                    vertx,
                    service,
                    event -> {
                      test.assertEquals("welcome", event.payload().toString());
                      welcome.complete();
                    },
                    reason -> {
                      test.assertEquals(Errno.ENOTCONN, reason.errno());
                      end.complete();
                    }))
        .onComplete(test.asyncAssertSuccess());
    welcome.awaitSuccess();
    test.assertFalse(end.isCompleted());
    server.close().onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void allClientsAreToldTheTime(TestContext test) {
    Async told = test.async();
    server()
        .listen()
        .onSuccess(server -> EventExamples.tick(vertx, server))
        .compose(server -> client())
        .onComplete(
            test.asyncAssertSuccess(
                client ->
                    client.eventHandler(
                        event -> {
                          test.assertTrue(Long.parseLong(event.payload().toString()) > 0);
                          told.countDown();
                        })));
  }

  @Test
  public void aClientThatReadsNoEventsIsDisconnected(TestContext test) {
    Promise<QbConnection> accepted = Promise.promise();
    server()
        .connectionHandler(accepted::complete)
        .listen()
        .compose(server -> client())
        .compose(client -> accepted.future())
        .onComplete(
            test.asyncAssertSuccess(
                connection -> {
                  connection.closed().onComplete(test.asyncAssertSuccess());
                  sendUntilItIsClosed(test, connection, Buffer.buffer(new byte[100_000]));
                }));
  }

  private static void sendUntilItIsClosed(TestContext test, QbConnection connection, Buffer event) {
    EventExamples.tickOrDisconnect(connection, event)
        .onSuccess(sent -> sendUntilItIsClosed(test, connection, event))
        .onFailure(e -> test.assertEquals(Errno.ENOTCONN, ((QbException) e).errno()));
  }

  @Test
  public void aClientComesBackAfterTheServiceHasRestarted(TestContext test) {
    Async once = test.async();
    Async twice = test.async();
    QbServer first = await(test, ServerExamples.listen(vertx, service));
    new ClientExamples.Connector(
            vertx,
            new QbClientOptions().setService(service),
            client -> {
              if (!once.isCompleted()) {
                once.complete();
              } else {
                client
                    .request(1, Buffer.buffer("again"))
                    .onComplete(answers(test, "hello, again"))
                    .onComplete(answered -> twice.countDown());
              }
            },
            failure -> test.assertTrue(twice.isCompleted(), failure.toString()))
        .connect();
    once.awaitSuccess();
    first
        .close()
        .compose(closed -> ServerExamples.listen(vertx, service))
        .onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void pmxcfsRunsInAProgramOfOnesOwn(TestContext test) {
    var options =
        PmxcfsExamples.options(
            service,
            folder.getRoot().toPath().resolve("config.db").toString(),
            System.getProperty("pmxcfs.modules"));
    options.getIpc().getReaderOptions().setNice(0);
    PmxcfsExamples.start(vertx, options)
        .compose(
            server ->
                call(1, "")
                    .onSuccess(
                        answer -> {
                          String versions = answer.payload().toString();
                          test.assertTrue(versions.contains("\"testnode\""), versions);
                        })
                    .eventually(server::close))
        .onComplete(test.asyncAssertSuccess());
  }

  private QbServer server() {
    return QbServer.create(vertx, ServerExamples.options(service));
  }

  private Future<QbClient> client() {
    return QbClient.connect(vertx, new QbClientOptions().setService(service));
  }

  /** Asks as a client that comes for this alone. */
  private Future<QbMessage> call(int id, String payload) {
    return client()
        .compose(
            client ->
                client
                    .request(id, Buffer.buffer(payload), PATIENCE)
                    .eventually(client::disconnect));
  }

  private static Handler<AsyncResult<QbMessage>> answers(TestContext test, String expected) {
    return test.asyncAssertSuccess(
        answer -> {
          test.assertEquals(0, answer.error());
          test.assertEquals(expected, answer.payload().toString());
        });
  }

  private static Handler<AsyncResult<QbMessage>> refuses(TestContext test, int errno) {
    return test.asyncAssertSuccess(answer -> test.assertEquals(-errno, answer.error()));
  }
}
