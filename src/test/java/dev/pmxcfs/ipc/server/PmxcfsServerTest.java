package dev.pmxcfs.ipc.server;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.process.ProgramVertx;
import dev.pmxcfs.rrd.RrdOptions;
import dev.pmxcfs.state.StateOptions;
import dev.qbipc.QbException;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The service in a program of others: no command line, no signals. */
@RunWith(VertxUnitRunner.class)
public class PmxcfsServerTest {

  private static final int GET_FS_VERSION = 1;
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Vertx vertx;
  private List<Path> sharedBefore;

  @Before
  public void start() throws IOException {
    vertx = Vertx.vertx(ProgramVertx.options(2));
    sharedBefore = shared();
  }

  @After
  public void end(TestContext context) {
    vertx.close().onComplete(context.asyncAssertSuccess());
  }

  private static List<Path> shared() throws IOException {
    String own = "qb-" + ProcessHandle.current().pid() + "-";
    try (Stream<Path> files = Files.list(SHARED_MEMORY)) {
      return files.filter(file -> file.getFileName().toString().startsWith(own)).sorted().toList();
    }
  }

  private PmxcfsServerOptions options(String name) {
    var options = new PmxcfsServerOptions().setModules(System.getProperty("pmxcfs.modules"));
    options.getIpc().setService(Program.newService()).getReaderOptions().setNice(0);
    Path root = folder.getRoot().toPath();
    // not the machine's
    var rrd =
        new RrdOptions()
            .setDirectory(root.resolve("rrd").toString())
            .setSocket(root.resolve("no-socket").toString());
    String database = root.resolve(name + ".db").toString();
    return options.setRrd(rrd).setState(new StateOptions().setDatabase(database).setNodeName(name));
  }

  private PmxcfsServer server(PmxcfsServerOptions options) {
    return PmxcfsServer.create(vertx, options);
  }

  private PmxcfsServerImpl server(PmxcfsServerOptions options, UnaryOperator<List<Part>> partsAs) {
    return new PmxcfsServerImpl(vertx, options, partsAs);
  }

  private Future<String> ask(PmxcfsServer server) {
    var options = new QbClientOptions().setService(server.service());
    return QbClient.connect(vertx, options)
        .compose(
            client ->
                client
                    .request(GET_FS_VERSION, Buffer.buffer(), Program.PATIENCE)
                    .map(answer -> answer.payload().toString())
                    .eventually(client::disconnect));
  }

  private static void assertServes(TestContext context, String answer) {
    context.assertTrue(answer.contains("\"kvstore\": {"), answer);
  }

  private Future<Void> isGone(TestContext context, PmxcfsServer server) {
    return ask(server)
        .transform(
            asked -> {
              context.assertTrue(asked.failed(), "still answers");
              int errno = ((QbException) asked.cause()).errno();
              context.assertEquals(Errno.ECONNREFUSED, errno);
              return Future.succeededFuture();
            });
  }

  @Test
  public void twoInOneProcessAreUsedAndClosedAndStartedAgain(TestContext context)
      throws IOException {
    PmxcfsServerOptions first = options("first");
    PmxcfsServerOptions second = options("second");
    PmxcfsServer one = server(first);
    PmxcfsServer two = server(second);
    Future.all(one.start(), two.start())
        .compose(started -> Future.all(ask(one), ask(two)))
        .onSuccess(answers -> answers.<String>list().forEach(each -> assertServes(context, each)))
        .compose(answers -> one.close())
        .compose(closed -> isGone(context, one))
        .compose(gone -> ask(two))
        .onSuccess(answer -> assertServes(context, answer))
        .compose(answer -> startAskAndClose(first))
        .onSuccess(answer -> assertServes(context, answer))
        .compose(answer -> two.close())
        .onSuccess(closed -> context.assertEquals(sharedBefore, sharedNow()))
        .onComplete(context.asyncAssertSuccess());
  }

  private Future<String> startAskAndClose(PmxcfsServerOptions options) {
    PmxcfsServer server = server(options);
    return server.start().compose(started -> ask(server)).eventually(server::close);
  }

  private static List<Path> sharedNow() {
    try {
      return shared();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What parts do, as they do it, and one of them fails when it is open. */
  private static final class Observed {

    private final List<String> opened = Collections.synchronizedList(new ArrayList<>());
    private final List<String> closed = Collections.synchronizedList(new ArrayList<>());

    List<Part> parts(List<Part> parts, int failing) {
      return IntStream.range(0, parts.size())
          .mapToObj(i -> part(parts.get(i), i == failing))
          .toList();
    }

    private Part part(Part part, boolean failing) {
      return new Part(
          part.name(),
          () -> {
            opened.add(part.name());
            return failing
                ? part.open().get().compose(done -> Future.failedFuture("on purpose"))
                : part.open().get();
          },
          () -> {
            closed.add(part.name());
            return part.close().get();
          });
    }
  }

  @Test
  public void aFailureOfEachPartClosesWhatWasOpenedInReverse(TestContext context) {
    PmxcfsServerOptions options = options("node").setMetrics("127.0.0.1:0");
    failFrom(context, options, 0).onComplete(context.asyncAssertSuccess());
  }

  /** The parts behind one that has failed show that all before it are free to be opened again. */
  private Future<Void> failFrom(TestContext context, PmxcfsServerOptions options, int failing) {
    var observed = new Observed();
    var count = new int[1];
    PmxcfsServer server =
        server(
            options,
            parts -> {
              count[0] = parts.size();
              return observed.parts(parts, failing);
            });
    return server
        .start()
        .transform(
            started -> {
              context.assertTrue(started.failed());
              context.assertEquals("on purpose", started.cause().getMessage());
              context.assertEquals(failing + 1, observed.opened.size());
              List<String> reverse = new ArrayList<>(observed.opened);
              Collections.reverse(reverse);
              context.assertEquals(reverse, observed.closed);
              context.assertEquals(sharedBefore, sharedNow());
              return isGone(context, server);
            })
        .compose(
            gone ->
                failing + 1 < count[0]
                    ? failFrom(context, options, failing + 1)
                    : startAskAndClose(options)
                        .onSuccess(answer -> assertServes(context, answer))
                        .mapEmpty());
  }

  @Test
  public void aServerEndsWithTheVerticleThatStartedIt(TestContext context) {
    PmxcfsServer server = server(options("node"));
    var verticle =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            return server.start();
          }
        };
    vertx
        .deployVerticle(verticle)
        .compose(id -> ask(server).map(id))
        .compose(vertx::undeploy)
        .compose(undeployed -> isGone(context, server))
        .onSuccess(gone -> context.assertEquals(sharedBefore, sharedNow()))
        .onComplete(context.asyncAssertSuccess());
  }

  @Test
  public void startsOnceAndIsNotDisturbedByASecondStart(TestContext context) {
    PmxcfsServer server = server(options("node"));
    server
        .start()
        .compose(started -> server.start())
        .transform(
            again -> {
              context.assertTrue(again.cause() instanceof IllegalStateException);
              return ask(server);
            })
        .onSuccess(answer -> assertServes(context, answer))
        .compose(answer -> server.close())
        .compose(closed -> server.start())
        .transform(
            again -> {
              context.assertTrue(again.cause() instanceof IllegalStateException);
              return server.close();
            })
        .onComplete(context.asyncAssertSuccess());
  }

  @Test
  public void oneThatWasNotStartedIsClosedAtOnce(TestContext context) {
    PmxcfsServer server = server(options("node"));
    server
        .close()
        .compose(closed -> server.start())
        .onComplete(
            context.asyncAssertFailure(
                cause -> context.assertTrue(cause instanceof IllegalStateException)));
  }

  @Test
  public void aCloseDuringTheStartClosesWhatIsOpenAndWhatOpensYet(TestContext context) {
    Promise<Void> opening = Promise.promise();
    Promise<Void> goOn = Promise.promise();
    var observed = new Observed();
    PmxcfsServer server =
        server(
            options("node"),
            parts -> {
              List<Part> all = observed.parts(parts, -1);
              List<Part> slow = new ArrayList<>(all);
              Part second = all.get(1);
              slow.set(
                  1,
                  new Part(
                      second.name(),
                      () -> {
                        opening.complete();
                        return goOn.future().compose(now -> second.open().get());
                      },
                      second.close()));
              return slow;
            });
    Future<Void> started = server.start();
    Async failed = context.async();
    opening
        .future()
        .compose(
            now -> {
              Future<Void> closed = server.close();
              goOn.complete();
              return closed;
            })
        .compose(closed -> isGone(context, server))
        .compose(gone -> startAskAndClose(options("node")))
        .onComplete(context.asyncAssertSuccess());
    started.onComplete(
        context.asyncAssertFailure(
            cause -> {
              context.assertTrue(cause instanceof StartFailedException, cause.toString());
              context.assertEquals(2, observed.opened.size());
              failed.complete();
            }));
  }

  @Test
  public void futuresCompleteOnTheCallersContext(TestContext context) {
    PmxcfsServer server = server(options("node"));
    Context caller = vertx.getOrCreateContext();
    Async both = context.async(2);
    caller.runOnContext(
        now ->
            server
                .start()
                .onComplete(
                    context.asyncAssertSuccess(
                        started -> {
                          context.assertEquals(caller, Vertx.currentContext());
                          both.countDown();
                          server
                              .close()
                              .onComplete(
                                  context.asyncAssertSuccess(
                                      closed -> {
                                        context.assertEquals(caller, Vertx.currentContext());
                                        both.countDown();
                                      }));
                        })));
  }

  @Test
  public void aReasonThatAnOperatorCanActOnIsGiven(TestContext context) {
    PmxcfsServerOptions options = options("node");
    PmxcfsServer server = server(options);
    var otherVertx = Vertx.vertx(ProgramVertx.options(1));
    PmxcfsServer other = PmxcfsServer.create(otherVertx, options("other").setIpc(options.getIpc()));
    server
        .start()
        .compose(started -> other.start())
        .transform(
            refused -> {
              Throwable cause = refused.cause();
              context.assertTrue(cause instanceof StartFailedException, String.valueOf(cause));
              String expected = "cannot listen at @" + server.service() + ": the name is in use";
              context.assertEquals(expected, cause.getMessage());
              return ask(server);
            })
        .onSuccess(answer -> assertServes(context, answer))
        .eventually(server::close)
        .eventually(otherVertx::close)
        .onComplete(context.asyncAssertSuccess());
  }

  @Test
  public void aServerNeedsADirectoryOfModules() {
    var options = new PmxcfsServerOptions();
    var refusal =
        assertThrows(IllegalArgumentException.class, () -> PmxcfsServer.create(vertx, options));
    assertEquals("modules is missing: the directory of the operations", refusal.getMessage());
  }
}
