package dev.pmxcfs.docs.guide;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.server.PmxcfsServer;
import dev.qbipc.QbException;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The guide's code does what the guide says. */
public class GuideExamplesTest {

  private static final Duration PATIENCE = Program.PATIENCE;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = ServerExamples.vertx();
  private final String service = Program.newService();

  @After
  public void closeVertx() throws Exception {
    await(vertx.close());
  }

  @Test
  public void aServerAnswers() throws Exception {
    await(ServerExamples.listen(vertx, service));
    assertEquals("hello, world", call(1, "world").payload().toString());
  }

  @Test
  public void anAcceptPolicyLetsRootIn() throws Exception {
    QbServer server = server();
    ServerExamples.admit(server);
    await(server.operation(1, request -> request.reply()));
    await(server.listen());
    boolean root = System.getProperty("user.name").equals("root");
    if (root) {
      assertEquals(0, call(1, "").error());
    } else {
      var refused = assertThrows(QbException.class, () -> call(1, ""));
      assertEquals(Errno.EACCES, refused.errno());
    }
  }

  @Test
  public void aServiceEndsWithItsVerticle() throws Exception {
    String id = await(vertx.deployVerticle(new ServerExamples.GreetingVerticle(service)));
    assertEquals("hello", call(1, "").payload().toString());
    await(vertx.undeploy(id));
    var gone = assertThrows(QbException.class, () -> call(1, ""));
    assertEquals(Errno.ECONNREFUSED, gone.errno());
  }

  @Test
  public void aServerIsMeasured() throws Exception {
    QbServer server = await(ServerExamples.listen(vertx, service));
    await(client().request(1, Buffer.buffer()));
    var registry = new SimpleMeterRegistry();
    ServerExamples.measure(server, registry);
    assertEquals(1, registry.get("qbipc.connections").gauge().value(), 0);
  }

  @Test
  public void aServerIsShutDown() throws Exception {
    QbServer server = await(ServerExamples.listen(vertx, service));
    await(ServerExamples.shutdown(server));
    assertThrows(QbException.class, () -> call(1, ""));
  }

  @Test
  public void aProgramEndsItsServerAndItsVertx() throws Exception {
    Vertx ofProgram = ServerExamples.vertx();
    QbServer server = await(ServerExamples.listen(ofProgram, service));
    ServerExamples.end(server, ofProgram);
    assertThrows(QbException.class, () -> call(1, ""));
  }

  @Test
  public void aServerMakesItsClientsWait() throws Exception {
    QbServer server = await(ServerExamples.listen(vertx, service));
    QbClient client = client();
    await(client.request(1, Buffer.buffer(), PATIENCE));
    await(ServerExamples.pause(server));
    var refused =
        assertThrows(
            QbException.class,
            () -> await(client.request(1, Buffer.buffer(), Duration.ofMillis(1))));
    assertEquals(Errno.EAGAIN, refused.errno());
    await(ServerExamples.resume(server));
    assertEquals(0, await(client.request(1, Buffer.buffer(), PATIENCE)).error());
  }

  @Test
  public void anOperationAnswersFromWhatItIsGiven() throws Exception {
    QbServer server = server();
    await(OperationExamples.lookUp(server));
    await(server.listen());
    assertEquals("42", call(2, "answer").payload().toString());
    assertEquals(-Errno.ENOENT, call(2, "question").error());
    assertEquals(-Errno.EINVAL, call(2, "").error());
  }

  @Test
  public void anOperationAnswersLater() throws Exception {
    QbServer server = server();
    await(OperationExamples.delayed(server));
    await(server.listen());
    assertEquals("later", call(3, "later").payload().toString());
  }

  @Test
  public void anOperationBlocksAWorker() throws Exception {
    Files.writeString(folder.getRoot().toPath().resolve("file"), "contents");
    QbServer server = server();
    await(OperationExamples.readFile(server, folder.getRoot().toPath()));
    await(server.listen());
    assertEquals("contents", call(4, "file").payload().toString());
    assertEquals(-Errno.ENOENT, call(4, "another").error());
    assertEquals(-Errno.EACCES, call(4, "../another").error());
  }

  @Test
  public void aClientAsks() throws Exception {
    await(ServerExamples.listen(vertx, service));
    assertEquals("hello, world", await(ClientExamples.ask(vertx, service)).toString());
    QbClient client = client();
    QbMessage answer = await(ClientExamples.askForAMinute(client, Buffer.buffer("you")));
    assertEquals("hello, you", answer.payload().toString());
  }

  @Test
  public void anErrorOfTheServiceFailsTheFuture() throws Exception {
    QbServer server = server();
    await(server.operation(1, request -> request.fail(Errno.EPERM)));
    await(server.listen());
    var failure = assertThrows(QbException.class, () -> await(ClientExamples.ask(vertx, service)));
    assertEquals(Errno.EPERM, failure.errno());
  }

  @Test
  public void aClientIsToldOfEventsAndOfTheEnd() throws Exception {
    QbServer server = server();
    EventExamples.greet(server);
    await(server.listen());
    Promise<String> welcome = Promise.promise();
    Promise<Integer> end = Promise.promise();
    await(
        ClientExamples.listen(
            vertx,
            service,
            event -> welcome.tryComplete(event.payload().toString()),
            reason -> end.complete(reason.errno())));
    assertEquals("welcome", await(welcome.future()));
    await(server.close());
    assertEquals(Integer.valueOf(Errno.ENOTCONN), await(end.future()));
  }

  @Test
  public void allClientsAreToldTheTime() throws Exception {
    QbServer server = await(server().listen());
    EventExamples.tick(vertx, server);
    Promise<Long> time = Promise.promise();
    client().eventHandler(event -> time.tryComplete(Long.valueOf(event.payload().toString())));
    assertTrue(await(time.future()) > 0);
  }

  @Test
  public void aClientThatReadsNoEventsIsDisconnected() throws Exception {
    Promise<QbConnection> accepted = Promise.promise();
    QbServer server = server().connectionHandler(accepted::complete);
    await(server.listen());
    client();
    QbConnection connection = await(accepted.future());
    Buffer event = Buffer.buffer(new byte[100_000]);
    while (!connection.closed().isComplete()) {
      try {
        await(EventExamples.tickOrDisconnect(connection, event));
      } catch (QbException e) {
        assertEquals(Errno.ENOTCONN, e.errno());
      }
    }
  }

  @Test
  public void aClientComesBackAfterTheServiceHasRestarted() throws Exception {
    QbServer first = await(ServerExamples.listen(vertx, service));
    Queue<Promise<QbClient>> connections = new ConcurrentLinkedQueue<>();
    Promise<QbClient> once = Promise.promise();
    Promise<QbClient> twice = Promise.promise();
    connections.addAll(List.of(once, twice));
    new ClientExamples.Connector(
            vertx,
            new QbClientOptions().setService(service),
            client -> connections.remove().complete(client),
            once::tryFail)
        .connect();
    await(once.future());
    await(first.close());
    await(ServerExamples.listen(vertx, service));
    QbMessage answer = await(await(twice.future()).request(1, Buffer.buffer("again")));
    assertEquals("hello, again", answer.payload().toString());
  }

  @Test
  public void pmxcfsRunsInAProgramOfOnesOwn() throws Exception {
    var options =
        PmxcfsExamples.options(
            service,
            folder.getRoot().toPath().resolve("config.db").toString(),
            System.getProperty("pmxcfs.modules"));
    options.getIpc().setReaderNice(0);
    PmxcfsServer server = await(PmxcfsExamples.start(vertx, options));
    String versions = call(1, "").payload().toString();
    assertTrue(versions, versions.contains("\"testnode\""));
    await(server.close());
  }

  private QbServer server() {
    return QbServer.create(vertx, ServerExamples.options(service));
  }

  private QbClient client() throws Exception {
    return await(QbClient.connect(vertx, new QbClientOptions().setService(service)));
  }

  private QbMessage call(int id, String payload) throws Exception {
    QbClient client = client();
    try {
      return await(client.request(id, Buffer.buffer(payload), PATIENCE));
    } finally {
      await(client.disconnect());
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
